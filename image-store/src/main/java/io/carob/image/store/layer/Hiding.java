package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import java.util.Optional;

/** What becomes of whiteouts in one form of target. Paths are clean; folders exist. */
interface Hiding extends AutoCloseable {

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

  /**
   * Brings a folder, or a symbolic link in its place, from the layers below to where nothing is;
   * the folder above it is there. Answers what it was; empty when there is none.
   */
  default Optional<FileStat> fetchFolder(String path) {
    return Optional.empty();
  }

  /** The same for anything but a folder, with its content. */
  default Optional<FileStat> fetchFile(String path) {
    return Optional.empty();
  }

  /** Hears that a folder may have become another one. */
  default void forget() {}

  @Override
  default void close() {}
}
