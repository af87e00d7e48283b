package io.carob.api.node;

import io.carob.api.CarobException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** The jars in the folder for drivers, and what became of them. Not there without OSGi. */
@ProviderType
public interface DriverJars {

  /** {@return all jars that lie there now, by file} */
  List<Jar> list();

  /**
   * Copies a jar into the folder, as {@code <symbolic name>.jar} or in the place of the one of its
   * symbolic name, together with its checksum if {@code <jar>.sha256} is there; and waits until it
   * is decided what becomes of it. When it is refused, the folder is as before.
   *
   * @param jar the jar, anywhere
   * @return the jar in the folder; it runs, or its components wait for something
   * @throws CarobException {@code NOT_FOUND} when there is no such file; {@code
   *     FAILED_PRECONDITION} when it is refused or its start hangs, with the reason
   */
  Jar install(Path jar);

  /**
   * Deletes a jar from the folder, and waits until its bundle has stopped.
   *
   * @param file the jar, as listed; one that is not there is fine
   * @throws CarobException {@code UNAVAILABLE} when its bundle does not stop in time; it is deleted
   *     all the same
   */
  void remove(Path file);

  /**
   * One jar.
   *
   * @param file where it lies
   * @param bundle its symbolic name; empty when it could not be read
   * @param version its version; empty when it could not be read
   * @param state what became of it
   * @param reason why it does not run as it lies there, with the way out; empty when it does. A jar
   *     that was replaced in the folder by one that is refused runs on as it was, with a reason
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
