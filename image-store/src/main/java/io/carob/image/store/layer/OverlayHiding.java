package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whiteouts as the overlay file system has them. A folder that this layer brings over a name that
 * it hides must be opaque, whichever of the two came first.
 */
final class OverlayHiding implements Hiding {

  private final RootDirectory root;
  private final Below below;
  private final CopyUp copyUp;

  /** What is in the difference without being of this layer. */
  private final Set<Long> copied = new HashSet<>();

  private final EntryKeys keys;

  OverlayHiding(RootDirectory root, Below below) {
    this.root = root;
    this.below = below;
    this.copyUp = new CopyUp(root);
    this.keys = new EntryKeys(root);
  }

  @Override
  public boolean keepsFiles() {
    return false;
  }

  @Override
  public void hide(String parent, String name) {
    String path = LayerPath.join(parent, name);
    Optional<FileStat> there = root.find(path);
    if (there.isPresent() && removeCopied(parent, name)) {
      root.unlink(path);
      there = Optional.empty();
    }
    if (there.isEmpty()) {
      OverlayMarks.makeWhiteout(root, path);
      OverlayMarks.expectWhiteouts(root, parent);
    } else if (there.get().isDirectory()) {
      hideChildren(path);
    }
  }

  @Override
  public void hideChildren(String folder) {
    OverlayMarks.makeOpaque(root, folder);
  }

  @Override
  public void brought(String parent, String name) {
    boolean unused = removeCopied(parent, name);
  }

  private boolean removeCopied(String parent, String name) {
    return !copied.isEmpty() && copied.remove(keys.key(parent, name));
  }

  @Override
  public boolean isOurs(String parent, String name, FileStat there) {
    return !OverlayMarks.isWhiteout(there);
  }

  /** Whatever was there has already hidden what the layers below have of that name. */
  @Override
  public void folderReplaces(String folder, FileStat before) {
    hideChildren(folder);
  }

  @Override
  public Optional<FileStat> fetchFolder(String path) {
    Optional<Below.Found> found = find(path);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (found.get().stat().isDirectory()) {
      root.mkdir(path, 0700);
      copyUp.describe(found.get(), path);
    } else if (found.get().stat().isSymlink()) {
      fetch(found.get(), path);
    } else {
      return Optional.empty();
    }
    return found.map(Below.Found::stat);
  }

  @Override
  public Optional<FileStat> fetchFile(String path) {
    Optional<Below.Found> found = find(path).filter(there -> !there.stat().isDirectory());
    found.ifPresent(there -> fetch(there, path));
    return found.map(Below.Found::stat);
  }

  private void fetch(Below.Found found, String path) {
    copyUp.make(found, path);
    copied.add(keys.key(LayerPath.parent(path), LayerPath.base(path)));
  }

  /** What shows through the folders that are in the difference already. */
  private Optional<Below.Found> find(String path) {
    String folder = LayerPath.parent(path);
    while (true) {
      if (OverlayMarks.isOpaque(root, folder)) {
        return Optional.empty();
      }
      if (folder.isEmpty()) {
        return below.find(path);
      }
      folder = LayerPath.parent(folder);
    }
  }

  @Override
  public void forget() {
    keys.forget();
  }

  @Override
  public void close() {
    below.close();
  }
}
