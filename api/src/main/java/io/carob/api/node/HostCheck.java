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
    /** Checks that all parts are there. */
    public Finding {
      Objects.requireNonNull(subject);
      Objects.requireNonNull(level);
      Objects.requireNonNull(found);
      Objects.requireNonNull(fix);
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
