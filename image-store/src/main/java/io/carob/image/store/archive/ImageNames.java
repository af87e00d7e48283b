package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.ImageReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The names that archives give to images. */
final class ImageNames {

  private static final String CONTAINERD = "io.containerd.image.name";
  private static final String OCI = "org.opencontainers.image.ref.name";

  private ImageNames() {}

  /**
   * The names in the annotations of a descriptor. A reference name that is but a tag (as umoci
   * writes it) is no name of an image.
   */
  static List<ImageReference> of(Map<String, String> annotations) {
    Optional<String> full = Optional.ofNullable(annotations.get(CONTAINERD));
    Optional<String> reference =
        Optional.ofNullable(annotations.get(OCI))
            .filter(text -> text.indexOf(':') >= 0 || text.indexOf('/') >= 0);
    return parse(full.isPresent() ? full.stream().toList() : reference.stream().toList());
  }

  /** Those of the texts that can be names, each once. */
  static List<ImageReference> parse(Collection<String> texts) {
    return texts.stream().flatMap(ImageNames::parse).distinct().sorted().toList();
  }

  private static Stream<ImageReference> parse(String text) {
    try {
      return Stream.of(ImageReference.parse(text));
    } catch (CarobException e) {
      return Stream.empty(); // the caller then asks for a name
    }
  }
}
