package io.carob.image.store.archive;

import io.carob.api.Digest;
import io.carob.api.Platform;
import java.util.Map;
import java.util.Optional;

/** Points to a blob: the descriptor of the OCI image specification. */
record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    Optional<Platform> platform,
    Map<String, String> annotations) {

  static Descriptor of(Document document) {
    document.object();
    Digest digest =
        document.digest(
            document
                .text("digest")
                .orElseThrow(
                    () -> ArchiveErrors.corrupt(document.name(), "a descriptor has no digest")));
    long size = document.number("size");
    if (size < 0) {
      throw ArchiveErrors.corrupt(document.name(), "a descriptor has a negative size");
    }
    return new Descriptor(
        document.text("mediaType").orElse(""),
        digest,
        size,
        document.find("platform").flatMap(Descriptor::platform),
        document.textMap("annotations"));
  }

  /** The platform of a descriptor or a configuration; empty when it does not say. */
  static Optional<Platform> platform(Document document) {
    String os = document.text("os").orElse("");
    String architecture = document.text("architecture").orElse("");
    return os.isEmpty() || architecture.isEmpty()
        ? Optional.empty()
        : Optional.of(new Platform(os, architecture, document.text("variant").orElse("")));
  }
}
