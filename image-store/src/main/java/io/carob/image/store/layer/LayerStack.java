package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** What differences over each other show, asked name by name. For one thread. */
public final class LayerStack implements AutoCloseable {

  /** Folders of which it is known which layers show in them. */
  private static final int KNOWN = 256;

  private final List<Path> folders;
  private final Optional<Path> base;
  private final Marks marks;
  private final Runnable await;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, List<Layer>> known =
      new LinkedHashMap<>(KNOWN * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Layer>> eldest) {
          return size() > KNOWN;
        }
      };
  private boolean open;

  private record Layer(Path folder, RootDirectory root, boolean isDifference) {}

  /** What shows, and in which layer it lies under the same path. */
  public record Found(RootDirectory layer, FileStat stat) {}

  /**
   * Looks at nothing yet.
   *
   * @param folders the differences, nearest first
   * @param await called once, before anything is looked at
   */
  LayerStack(List<Path> folders, Marks marks, Runnable await) {
    this(folders, Optional.empty(), marks, await);
  }

  private LayerStack(List<Path> folders, Optional<Path> base, Marks marks, Runnable await) {
    this.folders = folders;
    this.base = base;
    this.marks = marks;
    this.await = await;
  }

  /**
   * Differences of the OCI form over a whole tree.
   *
   * @param folders nearest first
   * @param base in which no name hides anything
   */
  public static LayerStack of(List<Path> folders, Optional<Path> base) {
    return new LayerStack(folders, base, new OciMarks(), () -> {});
  }

  /**
   * What has this name; a folder of several layers is the nearest one's.
   *
   * @param path clean; nothing is found behind a part that is no folder
   */
  public Optional<Found> find(String path) {
    String parent = LayerPath.parent(path);
    String name = LayerPath.base(path);
    for (Layer layer : showing(parent)) {
      Optional<FileStat> there = find(layer, path);
      if (there.isPresent()) {
        return there
            .filter(stat -> !layer.isDifference || !marks.isWhiteout(stat))
            .map(stat -> new Found(layer.root, stat));
      }
      if (layer.isDifference && marks.isHidden(layer.root, parent, name)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Optional<FileStat> find(Layer layer, String path) {
    return layer.isDifference && marks.isMark(LayerPath.base(path))
        ? Optional.empty()
        : layer.root.find(path);
  }

  /** The names in a folder. */
  public Set<String> list(String folder) {
    Set<String> names = new TreeSet<>();
    for (Layer layer : showing(folder)) {
      names.addAll(layer.root.list(LayerPath.self(folder)));
    }
    names.removeIf(name -> find(LayerPath.join(folder, name)).isEmpty());
    return names;
  }

  /** Tells of all that shows and has several names somewhere, but for folders. */
  public void linked(BiConsumer<String, FileStat> told) {
    for (Layer layer : open()) {
      FileTree.walk(
          layer.folder,
          (path, stat) -> {
            if (!stat.isDirectory() && stat.nlink() > 1 && shows(layer, path)) {
              told.accept(path, stat);
            }
            return true;
          });
    }
  }

  private boolean shows(Layer layer, String path) {
    return find(path).filter(found -> found.layer() == layer.root).isPresent();
  }

  /** The layers whose folder of this path is seen, one through the other. */
  private List<Layer> showing(String folder) {
    if (folder.isEmpty()) {
      return open();
    }
    List<Layer> seen = known.get(folder);
    if (seen == null) {
      seen = find(showing(LayerPath.parent(folder)), folder);
      known.put(folder, seen);
    }
    return seen;
  }

  private List<Layer> find(List<Layer> above, String folder) {
    String parent = LayerPath.parent(folder);
    String name = LayerPath.base(folder);
    List<Layer> seen = new ArrayList<>();
    for (Layer layer : above) {
      Optional<FileStat> there = find(layer, folder);
      if (there.isPresent() && !there.get().isDirectory()) {
        return seen;
      }
      if (there.isPresent()) {
        seen.add(layer);
      }
      if (layer.isDifference
          && (marks.isHidden(layer.root, parent, name)
              || (there.isPresent() && marks.isOpaque(layer.root, folder)))) {
        return seen;
      }
    }
    return seen;
  }

  private List<Layer> open() {
    if (!open && !(folders.isEmpty() && base.isEmpty())) {
      await.run();
      for (Path folder : folders) {
        Layer layer = new Layer(folder, RootDirectory.open(folder), true);
        layers.add(layer);
        if (marks.isOpaque(layer.root, "")) {
          open = true;
          return layers;
        }
      }
      base.ifPresent(tree -> layers.add(new Layer(tree, RootDirectory.open(tree), false)));
    }
    open = true;
    return layers;
  }

  @Override
  public void close() {
    layers.forEach(layer -> layer.root.close());
  }
}
