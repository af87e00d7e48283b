package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whiteouts become marks in a difference. A folder that this layer brings over a name that it hides
 * hides all below it, whichever of the two came first.
 */
final class DifferenceHiding implements Hiding {

  private final RootDirectory root;
  private final LayerStack below;
  private final Marks marks;
  private final CopyUp copyUp;

  /** What is in the difference without being of this layer. */
  private final Set<Long> copied = new HashSet<>();

  private final EntryKeys keys;

  DifferenceHiding(RootDirectory root, LayerStack below, Marks marks) {
    this.root = root;
    this.below = below;
    this.marks = marks;
    this.copyUp = new CopyUp(root, marks);
    this.keys = new EntryKeys(root);
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
      marks.hide(root, parent, name);
    } else if (there.get().isDirectory()) {
      hideChildren(path);
    }
  }

  @Override
  public void hideChildren(String folder) {
    marks.makeOpaque(root, folder);
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
    return !marks.isWhiteout(there);
  }

  /** Whatever was there has already hidden what the layers below have of that name. */
  @Override
  public void folderReplaces(String folder, FileStat before) {
    hideChildren(folder);
  }

  @Override
  public Optional<FileStat> fetchFolder(String path) {
    Optional<LayerStack.Found> found = find(path);
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
    return found.map(LayerStack.Found::stat);
  }

  @Override
  public Optional<FileStat> fetchFile(String path) {
    Optional<LayerStack.Found> found = find(path).filter(there -> !there.stat().isDirectory());
    found.ifPresent(there -> fetch(there, path));
    return found.map(LayerStack.Found::stat);
  }

  private void fetch(LayerStack.Found found, String path) {
    copyUp.make(found, path);
    copied.add(keys.key(LayerPath.parent(path), LayerPath.base(path)));
  }

  /** What shows through the folders that are in the difference already. */
  private Optional<LayerStack.Found> find(String path) {
    String at = path;
    while (!at.isEmpty()) {
      String folder = LayerPath.parent(at);
      if (marks.isHidden(root, folder, LayerPath.base(at)) || marks.isOpaque(root, folder)) {
        return Optional.empty();
      }
      at = folder;
    }
    return below.find(path);
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
