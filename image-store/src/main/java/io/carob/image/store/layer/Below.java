package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the layers below an overlay difference show, for the little that a layer leaves to them.
 * Asking waits until they are committed; a layer that brings its own folders never asks.
 */
final class Below implements AutoCloseable {

  private final List<Path> folders;
  private final Runnable await;
  private final List<RootDirectory> layers = new ArrayList<>();
  private boolean open;

  /**
   * Looks at nothing yet.
   *
   * @param folders the differences, nearest first
   * @param await waits until they are there
   */
  Below(List<Path> folders, Runnable await) {
    this.folders = folders;
    this.await = await;
  }

  /** What shows, and in which layer it lies under the same path. */
  record Found(RootDirectory layer, FileStat stat) {}

  /**
   * What has this name in the stack; a folder of several layers is the nearest one's.
   *
   * @param path clean; nothing is found behind a part that is no folder
   */
  Optional<Found> find(String path) {
    List<RootDirectory> stack = open();
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      stack = folders(stack, path.substring(0, end));
    }
    for (RootDirectory layer : stack) {
      Optional<FileStat> there = layer.find(path);
      if (there.isPresent()) {
        return there
            .filter(stat -> !OverlayMarks.isWhiteout(stat))
            .map(stat -> new Found(layer, stat));
      }
    }
    return Optional.empty();
  }

  /** The layers whose folder of this path is seen, one through the other. */
  private static List<RootDirectory> folders(List<RootDirectory> stack, String path) {
    List<RootDirectory> seen = new ArrayList<>();
    for (RootDirectory layer : stack) {
      Optional<FileStat> there = layer.find(path);
      if (there.isPresent() && !there.get().isDirectory()) {
        return seen;
      }
      if (there.isPresent()) {
        seen.add(layer);
        if (OverlayMarks.isOpaque(layer, path)) {
          return seen;
        }
      }
    }
    return seen;
  }

  private List<RootDirectory> open() {
    if (!open && !folders.isEmpty()) {
      await.run();
      for (Path folder : folders) {
        RootDirectory layer = RootDirectory.open(folder);
        layers.add(layer);
        if (OverlayMarks.isOpaque(layer, "")) {
          break;
        }
      }
    }
    open = true;
    return layers;
  }

  @Override
  public void close() {
    layers.forEach(RootDirectory::close);
  }
}
