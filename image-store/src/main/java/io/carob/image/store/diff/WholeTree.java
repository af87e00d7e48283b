package io.carob.image.store.diff;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.util.Optional;

/** A tree of which the layer has everything. */
final class WholeTree {

  private final RootDirectory root;
  private final LayerEntries entries;

  WholeTree(RootDirectory root, LayerEntries entries) {
    this.root = root;
    this.entries = entries;
  }

  void write() throws IOException {
    entry("", root.stat(""));
  }

  private void entry(String path, FileStat stat) throws IOException {
    entries.entry(path, stat);
    if (!stat.isDirectory()) {
      return;
    }
    for (String name : SortedNames.of(root, path)) {
      String child = LayerEntries.join(path, name);
      Optional<FileStat> there = root.find(child);
      if (there.isPresent()) {
        entry(child, there.get());
      }
    }
  }
}
