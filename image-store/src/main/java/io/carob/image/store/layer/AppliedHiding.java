package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.util.Optional;

/**
 * Whiteouts are carried out on a tree that holds the lower layers. What this layer brought is
 * remembered as hashes of the folder's inode and the name, so that a whiteout spares it in
 * whichever order they come.
 */
final class AppliedHiding implements Hiding {

  private static final int MAX_DEPTH = 2048;

  private final RootDirectory root;
  private final LongSet brought = new LongSet();
  private final EntryKeys keys;

  AppliedHiding(RootDirectory root) {
    this.root = root;
    this.keys = new EntryKeys(root);
  }

  @Override
  public void hide(String parent, String name) {
    String path = LayerPath.join(parent, name);
    Optional<FileStat> there = root.find(path);
    if (there.isEmpty()) {
      return;
    }
    boolean ours = isBrought(parent, name);
    if (!there.get().isDirectory()) {
      if (!ours) {
        root.unlink(path);
      }
    } else if (brought.isEmpty()) {
      root.removeTree(path);
      forget();
    } else if (prune(path, 0) && !ours) {
      root.rmdir(path);
      forget();
    }
  }

  @Override
  public void hideChildren(String folder) {
    prune(folder, 0);
  }

  /** Removes what lower layers have in a folder; whether it is empty then. */
  private boolean prune(String folder, int depth) {
    if (depth > MAX_DEPTH) {
      throw LayerErrors.over("folders below a whiteout", MAX_DEPTH);
    }
    boolean empty = true;
    for (String name : root.list(LayerPath.self(folder))) {
      String path = LayerPath.join(folder, name);
      boolean ours = isBrought(folder, name);
      if (root.stat(path).isDirectory()) {
        boolean cleared = prune(path, depth + 1);
        if (cleared && !ours) {
          root.rmdir(path);
          forget();
        } else {
          empty = false;
        }
      } else if (ours) {
        empty = false;
      } else {
        root.unlink(path);
      }
    }
    return empty;
  }

  @Override
  public void brought(String parent, String name) {
    brought.add(keys.key(parent, name));
  }

  @Override
  public boolean isOurs(String parent, String name, FileStat there) {
    return isBrought(parent, name);
  }

  private boolean isBrought(String parent, String name) {
    return brought.contains(keys.key(parent, name));
  }

  @Override
  public void folderReplaces(String folder, FileStat before) {
    // What was there is gone, so nothing below can show.
  }

  @Override
  public void forget() {
    keys.forget();
  }
}
