package io.carob.image.store.diff;

import io.carob.api.CarobException;
import io.carob.linux.fs.RootDirectory;
import java.util.List;

/** The names in a folder, in the order of their bytes. */
final class SortedNames {

  private SortedNames() {}

  /** None when the folder has vanished. */
  static List<String> of(RootDirectory root, String folder) {
    try {
      return root.list(folder).stream().sorted().toList();
    } catch (CarobException e) {
      if (LayerEntries.hasVanished(e)) {
        return List.of();
      }
      throw e;
    }
  }
}
