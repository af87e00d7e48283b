package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.api.snapshot.OciWhiteouts;
import io.carob.linux.internal.Fd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks what a {@link MergedTree} shows: each folder once, whatever lies in it from all layers, and
 * then the folders in it. Only the folder at hand is open.
 */
final class MergedWalk implements AutoCloseable {

  /** Takes what shows. */
  interface Visitor {

    /** A folder, before what is in it. */
    void folder(RootDirectory source, String path, FileStat stat);

    /**
     * Anything else.
     *
     * @param folder the open folder that it lies in
     */
    void file(RootDirectory source, int folder, String name, String path, FileStat stat);

    /** A folder of which all is done. */
    void done(String path, FileStat stat);
  }

  private record Layer(RootDirectory root, boolean isDifference) {}

  /** A folder, with the layers that show in it, the first of which describes it. */
  private static final class Folder {
    private final String path;
    private final FileStat stat;
    private final List<Layer> layers = new ArrayList<>();
    private boolean begun;

    Folder(String path, FileStat stat, Layer first) {
      this.path = path;
      this.stat = stat;
      layers.add(first);
    }
  }

  private final List<Layer> layers = new ArrayList<>();
  private final Visitor visitor;
  private final Deque<Folder> folders = new ArrayDeque<>();

  MergedWalk(MergedTree tree, Visitor visitor) {
    this.visitor = visitor;
    try {
      tree.differences().forEach(path -> layers.add(new Layer(RootDirectory.open(path), true)));
      tree.base().ifPresent(path -> layers.add(new Layer(RootDirectory.open(path), false)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  void run() {
    Layer first = layers.get(0);
    Folder top = new Folder("", first.root.stat(""), first);
    top.layers.addAll(layers.subList(1, layers.size()));
    folders.push(top);
    while (!folders.isEmpty()) {
      Folder folder = folders.getFirst();
      if (folder.begun) {
        folders.pop();
        visitor.done(folder.path, folder.stat);
      } else {
        folder.begun = true;
        visitor.folder(folder.layers.get(0).root, folder.path, folder.stat);
        new Content(folder).visit().forEach(folders::push);
      }
    }
  }

  /** What one folder shows. */
  private final class Content {
    private final Folder folder;

    /** Names of which no lower layer shows anything. */
    private final Set<String> decided = new HashSet<>();

    /** The marks of the layers that have been looked at. */
    private final Set<String> marks = new HashSet<>();

    private final Map<String, Folder> inner = new LinkedHashMap<>();

    Content(Folder folder) {
      this.folder = folder;
    }

    Iterable<Folder> visit() {
      for (Layer layer : folder.layers) {
        List<String> own = new ArrayList<>();
        try (Fd open = open(layer.root, folder.path)) {
          for (String name : DirectoryReader.names(open.number(), folder.path)) {
            if (layer.isDifference && OciWhiteouts.isMark(name)) {
              own.add(name); // it says nothing of what its own layer has
            } else if (!decided.contains(name) && !isHidden(name)) {
              entry(layer, open.number(), name);
            }
          }
        }
        if (own.contains(OciWhiteouts.OPAQUE)) {
          break;
        }
        marks.addAll(own);
      }
      return inner.values();
    }

    private boolean isHidden(String name) {
      return !marks.isEmpty() && marks.contains(OciWhiteouts.of(name));
    }

    private void entry(Layer layer, int open, String name) {
      FileStat stat = Statx.at(open, name, AT_SYMLINK_NOFOLLOW);
      Folder above = inner.get(name);
      if (stat.isDirectory() && above != null) {
        above.layers.add(layer);
      } else if (stat.isDirectory()) {
        inner.put(name, new Folder(path(name), stat, layer));
      } else {
        decided.add(name);
        if (above == null) {
          visitor.file(layer.root, open, name, path(name), stat);
        }
      }
    }

    private String path(String name) {
      return folder.path.isEmpty() ? name : folder.path + "/" + name;
    }
  }

  private static Fd open(RootDirectory layer, String folder) {
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    return folder.isEmpty()
        ? Fd.openAt(layer.number(), ".", flags, 0)
        : ParentCache.resolve(layer.number(), folder, flags);
  }

  @Override
  public void close() {
    layers.forEach(layer -> layer.root.close());
  }
}
