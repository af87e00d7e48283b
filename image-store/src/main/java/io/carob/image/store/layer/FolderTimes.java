package io.carob.image.store.layer;

import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The times of folders, set at the end: every file made inside changes them. */
final class FolderTimes {

  /** Most characters of names to remember, so that a hostile layer cannot fill the heap. */
  private static final long MAX_CHARACTERS = 256L << 20;

  private static final int OVERHEAD = 128;

  private final RootDirectory root;
  private final Map<String, Times> times = new LinkedHashMap<>();
  private long characters;

  FolderTimes(RootDirectory root) {
    this.root = root;
  }

  void put(String folder, Instant access, Instant modification) {
    if (times.put(folder, new Times(access, modification)) == null) {
      characters += folder.length() + OVERHEAD;
      if (characters > MAX_CHARACTERS) {
        throw LayerErrors.over("characters of folder names", MAX_CHARACTERS);
      }
    }
  }

  boolean knows(String folder) {
    return times.containsKey(folder);
  }

  void apply() {
    for (Map.Entry<String, Times> folder : times.entrySet()) {
      Optional<FileStat> there = root.find(folder.getKey());
      if (there.isPresent() && there.get().isDirectory()) {
        root.setTimes(folder.getKey(), folder.getValue().access, folder.getValue().modification);
      }
    }
  }

  private record Times(Instant access, Instant modification) {}
}
