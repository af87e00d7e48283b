package io.carob.image.store.layer;

import io.carob.linux.fs.RootDirectory;

/** Hashes that stand for entries: of the folder's inode, whatever path led to it, and the name. */
final class EntryKeys {

  private final RootDirectory root;
  private String lastFolder = "/";
  private long lastInode;

  EntryKeys(RootDirectory root) {
    this.root = root;
  }

  long key(String parent, String name) {
    if (!parent.equals(lastFolder)) {
      lastInode = root.stat(LayerPath.self(parent)).ino();
      lastFolder = parent;
    }
    long hash = lastInode * 0xD6E8FEB86659FD93L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  void forget() {
    lastFolder = "/";
  }
}
