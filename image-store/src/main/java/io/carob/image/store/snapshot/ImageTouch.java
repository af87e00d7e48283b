package io.carob.image.store.snapshot;

import io.carob.api.image.LayerInfo;
import io.carob.image.store.meta.Edit;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.ImageUse;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Records when an image was last used, in the same transaction as the use. Pure. */
final class ImageTouch {

  private ImageTouch() {}

  /** A snapshot on the top layer of images is made or removed. */
  static void touch(State state, SnapshotRow row, Instant now, Consumer<Edit> edits) {
    row.parent()
        .ifPresent(
            parent ->
                state.images().stream()
                    .filter(image -> isTop(image, parent.value()))
                    .map(image -> state.use(image.id()))
                    .filter(use -> use.isStale(now))
                    .forEach(use -> edits.accept(used(use, now))));
  }

  private static Edit used(ImageUse use, Instant now) {
    return new Edit.PutUse(use.usedAt(now));
  }

  private static boolean isTop(ImageRow image, String parent) {
    List<LayerInfo> layers = image.layers();
    return !layers.isEmpty() && layers.get(layers.size() - 1).chainId().toString().equals(parent);
  }
}
