package io.carob.image.store.images;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which names the images of an archive get. Pure. */
final class ImportNames {

  private ImportNames() {}

  static List<ArchiveImage> choose(
      Path source, List<ArchiveImage> found, Optional<ImageReference> name) {
    if (name.isPresent()) {
      if (found.size() > 1) {
        throw refused(
            source, "it holds " + found.size() + " images, and one name is given", "Give no name");
      }
      return found.stream()
          .map(each -> new ArchiveImage(each.image(), List.of(name.get())))
          .toList();
    }
    if (found.stream().anyMatch(each -> each.names().isEmpty())) {
      throw refused(source, "an image in it has no name", "Give one");
    }
    return found;
  }

  private static CarobException refused(Path source, String why, String wayOut) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT, "importing " + source + ": " + why + ". " + wayOut);
  }
}
