package io.carob.image.store.snapshot;

import java.nio.file.Path;

/** What the graph needs of the host beyond plain files. */
public interface Host {

  /** The identity of the kernel's present boot. */
  String bootId();

  /** Deletes a tree, following no link; does nothing when it is gone. */
  void deleteTree(Path tree);

  /** Unmounts what is mounted inside a folder, as a crash may have left it. */
  void unmountBelow(Path folder);

  /** Waits until everything written so far to the file system of the path is on the disk. */
  void sync(Path anyPath);
}
