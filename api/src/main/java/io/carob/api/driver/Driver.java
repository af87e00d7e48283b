package io.carob.api.driver;

import io.carob.api.CarobException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What drivers of all types have: a name, a check of themselves, and a number for the form of what
 * they keep on disk. Authors implement one of the types: {@link
 * io.carob.api.snapshot.SnapshotDriver}, {@link io.carob.api.volume.VolumePlugin}, {@link
 * io.carob.api.sandbox.SandboxDriver} or {@link io.carob.api.sandbox.ContainerRuntime}.
 *
 * <p>Versions of one driver follow each other while pods run. Two never work on one <em>place</em>
 * at once, which is the folder of a snapshot, a volume, a sandbox or a container: so what lies
 * there is all that one version tells the next.
 */
@ConsumerType
public interface Driver {

  /**
   * The name by which users choose the driver: lower-case letters, digits and hyphens; that of a
   * type of volume may have capitals and dots, too. Constant.
   *
   * @return 1 to 63 characters; no other driver of the type has it, but versions of this one
   */
  String name();

  /**
   * Finds out quickly whether this version does what it must, before it is given anything to keep.
   * The core calls it when the driver has come; another version of it may be serving meanwhile, and
   * goes on until this has succeeded. Nothing is checked when it is left out.
   *
   * @param scratch an empty folder; the core deletes it afterwards
   * @throws CarobException {@code UNSUPPORTED} when the host lacks something, with the way out;
   *     {@code INTERNAL} when the driver does not do what it must, saying what, as does any other
   *     exception. Such a driver is refused. Any other code says that it could not be found out now
   */
  default void selfCheck(Path scratch) {}

  /**
   * The number of the form in which this version keeps things on disk. Constant. Raise it when an
   * earlier version would misread what this one writes.
   *
   * <p>The core keeps with each place the highest number of the drivers that wrote it: that
   * prepared, began or committed a snapshot, published a volume, created a sandbox, created or
   * started a container.
   *
   * @return 1 or more
   */
  default int diskFormat() {
    return 1;
  }

  /**
   * Whether this version can work on what was written in that form. The core asks before it gives a
   * place to this driver, as the one to work on or as a parent; where the answer is no, the call
   * fails with {@code FAILED_PRECONDITION} that names both. Touches nothing.
   *
   * @param format a number that some version answered to {@link #diskFormat}; 1 for what was
   *     written before there were numbers
   * @return true for its own form, and for each other that it reads rightly; all earlier ones, when
   *     it is left out
   */
  default boolean readsDiskFormat(int format) {
    return format <= diskFormat();
  }
}
