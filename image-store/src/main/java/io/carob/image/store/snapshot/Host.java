package io.carob.image.store.snapshot;

import io.carob.api.Mount;
import java.nio.file.Path;
import java.util.Optional;

/** What the graph needs of the host beyond plain files. */
public interface Host {

  /** The identity of the kernel's present boot. */
  String bootId();

  /** Deletes a tree, following no link; does nothing when it is gone. */
  void deleteTree(Path tree);

  /**
   * Deletes a folder that holds nothing but a few empty ones, quickly.
   *
   * @return false where it holds more, or cannot be deleted; some of it may be gone
   */
  boolean deleteFew(Path folder);

  /** Whether something is mounted on a folder; not where it is absent. */
  boolean isMounted(Path folder);

  /**
   * Mounts.
   *
   * @param target an existing folder, no symbolic link
   */
  void mount(Mount mount, Path target);

  /** Unmounts a folder at once; what still uses it keeps it until that ends. */
  void unmount(Path folder);

  /** Unmounts what is mounted inside a folder, as a crash may have left it. */
  void unmountBelow(Path folder);

  /**
   * A file system of limited size in a file.
   *
   * @param image the file
   * @param place the folder that it is or will be mounted on
   */
  LimitedPlace limited(Path image, Path place);

  /** A place that holds no more than it may. */
  interface LimitedPlace {

    /**
     * Makes the file system unless it is there.
     *
     * @throws io.carob.api.CarobException {@code FAILED_PRECONDITION} when the host cannot do this,
     *     {@code RESOURCE_EXHAUSTED}, {@code INTERNAL}
     */
    void make(long bytes);

    /** Mounts it unless it is mounted. */
    void mount();

    /** Empties a new one, which is mounted. */
    void clearNew();

    /** Unmounts it at once; what still uses it keeps it until that ends. */
    void unmount();

    /** Bytes that the file takes on the disk. */
    long allocated();
  }

  /**
   * Writes out what the files of a tree hold, if bringing it to the disk alone is cheaper than
   * {@link #sync}.
   *
   * @return empty when it is not; nothing is promised then
   */
  Optional<Sealing> writeOut(Path tree);

  /** The mark that {@link Sealing#seal} gave a tree; empty when it has none, or is gone. */
  Optional<String> seal(Path tree);

  /** A tree whose files are written out, and that is not known to be on the disk yet. */
  interface Sealing extends AutoCloseable {

    /** Writes out what a file beside the tree holds; false when the seal says nothing of it. */
    boolean writeOutBeside(Path file);

    /** Waits until the tree is on the disk, with all that was written out and this mark last. */
    void seal(String mark);

    /** Takes the mark away again, where it came; does not wait for the disk. */
    void unseal();

    @Override
    void close();
  }

  /** Waits until everything written so far to the file system of the path is on the disk. */
  void sync(Path anyPath);
}
