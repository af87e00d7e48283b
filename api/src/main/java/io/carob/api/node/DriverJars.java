package io.carob.api.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** The jars in the folder for drivers, and what became of them. Not there without OSGi. */
@ProviderType
public interface DriverJars {

  /** All jars that lie there now, by file. */
  List<Jar> list();

  /**
   * One jar.
   *
   * @param file where it lies
   * @param bundle its symbolic name; empty when it could not be read
   * @param version its version; empty when it could not be read
   * @param state what became of it
   * @param reason why it does not run, with the way out; empty when it does
   * @param drivers what it brought, each {@code type/name}
   */
  record Jar(
      Path file, String bundle, String version, State state, String reason, List<String> drivers) {

    /** Copies the drivers. */
    public Jar {
      Objects.requireNonNull(file);
      Objects.requireNonNull(bundle);
      Objects.requireNonNull(version);
      Objects.requireNonNull(state);
      Objects.requireNonNull(reason);
      drivers = List.copyOf(drivers);
    }
  }

  /** What became of a jar. */
  enum State {
    /** It is not decided yet: it is being looked at or started, or it is not whole. */
    WAITING,
    /** It runs. */
    RUNNING,
    /** It is not installed, and will not be until it changes. */
    REFUSED,
    /** Its start does not come to an end. */
    HANGING
  }
}
