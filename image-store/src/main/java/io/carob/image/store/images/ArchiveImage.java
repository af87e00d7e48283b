package io.carob.image.store.images;

import io.carob.api.ImageReference;
import io.carob.image.store.meta.ImageRow;
import java.util.List;

/**
 * An image as an archive holds it.
 *
 * @param image what it is
 * @param names the names that the archive gives it
 */
public record ArchiveImage(ImageRow image, List<ImageReference> names) {

  /** Copies the names. */
  public ArchiveImage {
    names = List.copyOf(names);
  }
}
