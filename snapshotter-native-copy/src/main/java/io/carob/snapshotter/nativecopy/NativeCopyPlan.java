package io.carob.snapshotter.nativecopy;

import java.nio.file.Path;

/**
 * Names, decided without touching the disk.
 *
 * <p>The place of an image's layer holds {@code diff}, its difference to the layers below. All
 * others hold {@code fs}, a whole tree; also the layers that releases before this form unpacked.
 * {@code fs} grows under the name {@code fs.new} and is renamed when it is complete. It is an empty
 * folder in a view of a whole tree, which is shown instead.
 */
final class NativeCopyPlan {

  static final String FS = "fs";
  static final String GROWING = "fs.new";
  static final String DIFF = "diff";

  private NativeCopyPlan() {}

  static Path fs(Path place) {
    return place.resolve(FS);
  }

  static Path diff(Path place) {
    return place.resolve(DIFF);
  }
}
