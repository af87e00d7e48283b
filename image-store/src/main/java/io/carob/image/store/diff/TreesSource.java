package io.carob.image.store.diff;

import io.carob.image.store.layer.LayerStack.Found;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Two trees, of which the layer has what makes the second of the first. */
final class TreesSource {

  private final RootDirectory upper;
  private final Sameness sameness;
  private final LayerEntries entries;

  /** Folders above the present one that are not in the layer yet. */
  private final Deque<Above> above = new ArrayDeque<>();

  private record Above(String path, FileStat stat) {}

  TreesSource(RootDirectory upper, Sameness sameness, LayerEntries entries) {
    this.upper = upper;
    this.sameness = sameness;
    this.entries = entries;
  }

  /** The root is always in it, as in a difference. */
  void write() throws IOException {
    entries.entry("", upper.stat(""));
    children("", true);
  }

  private void children(String folder, boolean inParent) throws IOException {
    List<String> names = SortedNames.of(upper, folder);
    Set<String> all = new TreeSet<>(names);
    if (inParent) {
      all.addAll(sameness.parentNames(folder));
    }
    for (String name : all) {
      String path = LayerEntries.join(folder, name);
      Optional<Found> before = inParent ? sameness.before(path) : Optional.empty();
      Optional<FileStat> now = upper.find(path).filter(TreesSource::isSaid);
      if (now.isEmpty()) {
        if (before.isPresent()) {
          flush();
          entries.whiteout(folder, name);
        }
      } else {
        entry(path, now.get(), before);
      }
    }
  }

  private static boolean isSaid(FileStat stat) {
    return switch (stat.type()) {
      case SOCKET, UNKNOWN -> false;
      default -> true;
    };
  }

  private void entry(String path, FileStat now, Optional<Found> before) throws IOException {
    boolean same = before.isPresent() && sameness.isSame(path, now, before.get());
    if (!now.isDirectory()) {
      if (!same) {
        flush();
        entries.entry(path, now);
      }
      return;
    }
    boolean folderBefore = before.filter(found -> found.stat().isDirectory()).isPresent();
    if (same) {
      above.addLast(new Above(path, now));
      children(path, true);
      above.pollLast(); // nothing if it was written
    } else {
      flush();
      entries.entry(path, now);
      children(path, folderBefore);
    }
  }

  private void flush() throws IOException {
    for (Above folder : above) {
      entries.entry(folder.path, folder.stat);
    }
    above.clear();
  }
}
