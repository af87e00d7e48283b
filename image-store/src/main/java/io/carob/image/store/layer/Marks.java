package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;

/** How one form of difference writes down what hides. Paths are clean. */
interface Marks {

  /** Whether an entry is there only to hide what the layers below have of its name. */
  boolean isWhiteout(FileStat stat);

  /** Whether a name is that of a mark. */
  boolean isMark(String name);

  /** Whether something beside a name hides what the layers below have of it. */
  boolean isHidden(RootDirectory layer, String parent, String name);

  /** Whether a folder hides all that the layers below have in it. */
  boolean isOpaque(RootDirectory layer, String folder);

  /** Hides a name, which is not there in this layer. */
  void hide(RootDirectory root, String parent, String name);

  /** Hides all that the layers below have in a folder. */
  void makeOpaque(RootDirectory root, String folder);

  /** Whether an extended attribute is a mark. */
  boolean isMarkAttribute(String attribute);

  /** Whether a file may be a hard link of one of another layer. */
  boolean mayLink();
}
