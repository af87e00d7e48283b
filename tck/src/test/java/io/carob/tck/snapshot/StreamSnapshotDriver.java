package io.carob.tck.snapshot;

import io.carob.api.snapshot.LayerTarget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes layers as tar streams and keeps them as differences. For the TCK's own tests: the third
 * form of layers.
 */
class StreamSnapshotDriver extends FoldingSnapshotDriver {

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    clearDifference(place);
    return new LayerTarget.Stream(tar -> extract(tar, difference(place)));
  }

  private static void extract(InputStream tar, Path folder) throws IOException {
    Map<String, Meta> folders = new LinkedHashMap<>();
    for (Entry entry : TarEntries.read(tar)) {
      if (entry instanceof Entry.Folder made) {
        folders.put(made.path(), made.meta());
      }
      if (!entry.path().isEmpty()) {
        Inodes.create(folder, entry);
      }
    }
    for (Map.Entry<String, Meta> made : folders.entrySet()) {
      Fs.apply(folder.resolve(made.getKey()), made.getValue());
    }
  }
}
