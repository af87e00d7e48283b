package io.carob.api.node;

import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ConsumerType;

/** Looks at what the host offers to one part of Carob. Several services of this type are asked. */
@ConsumerType
public interface HostCheck {

  /**
   * Looks, by doing the real thing where it can, and leaves nothing behind. Does not throw. What
   * needs root is left out when this process is not root: another check says so.
   *
   * @return one finding for each thing that was looked at, also for what is as it should be
   */
  List<Finding> check();

  /**
   * One thing that was looked at.
   *
   * @param subject what, in a few words
   * @param level how good it is
   * @param found what was found
   * @param fix what to do; empty when nothing is wrong
   */
  record Finding(String subject, Level level, String found, String fix) {
    private static final int LINE = 110;

    /** Checks that all parts are there. */
    public Finding {
      Objects.requireNonNull(subject);
      Objects.requireNonNull(level);
      Objects.requireNonNull(found);
      Objects.requireNonNull(fix);
    }

    /**
     * {@return the finding for people: its level, subject and what was found, and on lines of its
     * own the fix, unless that was said already} No line is longer than 110 characters if its words
     * allow.
     */
    public String text() {
      String head = String.format("%-9s", level) + subject + ": ";
      StringBuilder out = new StringBuilder();
      wrap(head + found, "           ", out);
      if (!fix.isEmpty() && !found.contains(fix)) {
        wrap("         fix: " + fix, "           ", out);
      }
      return out.toString();
    }

    private static void wrap(String text, String indent, StringBuilder out) {
      String left = text;
      while (left.length() > LINE) {
        int cut = left.lastIndexOf(' ', LINE);
        if (left.substring(0, Math.max(cut, 0)).isBlank()) {
          cut = left.indexOf(' ', LINE);
        }
        if (cut < 0) {
          break;
        }
        out.append(left, 0, cut).append('\n');
        left = indent + left.substring(cut + 1);
      }
      out.append(left).append('\n');
    }
  }

  /** How good a finding is. */
  enum Level {
    /** All is well. */
    OK,
    /** Carob works, with less. */
    WARNING,
    /** Carob, or this part of it, cannot work. */
    FAILED
  }
}
