package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;

/** What becomes of whiteouts in one form of target. Paths are clean; folders exist. */
interface Hiding {

  /** Whether whiteouts stay as the plain files they are in the layer. */
  boolean keepsFiles();

  /** Hides a name that lower layers may have; what this layer brought stays. */
  void hide(String parent, String name);

  /** Hides all that lower layers have in a folder; what this layer brought stays. */
  void hideChildren(String folder);

  /** Hears that this layer brings an entry. */
  void brought(String parent, String name);

  /** Whether the entry there is of this layer, and not from a lower one or a whiteout. */
  boolean isOurs(String parent, String name, FileStat there);

  /** Hears that a folder takes the place of something that is not a folder of this layer. */
  void folderReplaces(String folder, FileStat before);

  /** Whether a whiteout needs the folder to be there. */
  boolean needsFolder();

  /** Hears that a folder may have become another one. */
  default void forget() {}
}
