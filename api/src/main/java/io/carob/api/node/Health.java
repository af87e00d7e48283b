package io.carob.api.node;

import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** How the running node is: all parts that any {@link HealthSource} looks at. */
@ProviderType
public interface Health {

  /**
   * Asks every source, now or a moment ago, and blocks no longer than a few seconds: a source that
   * does not answer in time is a part that is down.
   *
   * @return the parts by name
   */
  List<Part> parts();

  /**
   * Asks as {@link #parts} does, but takes no answer that was given before: for whoever has just
   * changed something. A source that is being asked already is not asked twice.
   *
   * @return the parts by name
   */
  List<Part> look();

  /**
   * One part of the node.
   *
   * @param name what it is, a word or two that stay the same
   * @param kind what depends on it
   * @param level how good it is
   * @param found what was found, and unless all is well the way out, in a sentence
   */
  record Part(String name, Kind kind, Level level, String found) {

    /** Checks that all parts are there. */
    public Part {
      Objects.requireNonNull(name);
      Objects.requireNonNull(kind);
      Objects.requireNonNull(level);
      Objects.requireNonNull(found);
    }
  }

  /** What a part is needed for. */
  enum Kind {
    /** The service lives: without the part, only a new start of the service helps. */
    LIVE,
    /** The service is ready: without the part, pods cannot be started and run as they should. */
    READY
  }

  /** How good a part is. */
  enum Level {
    /** All is well. */
    OK,
    /** It works, with less: the service is still alive and ready. */
    DEGRADED,
    /** It does not work. */
    DOWN
  }
}
