package io.carob.image.store.archive;

import io.carob.api.DiffId;
import io.carob.api.Platform;
import io.carob.api.image.ImageConfig;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * An image configuration, OCI or Docker.
 *
 * @param platform what it was built for, if it says so
 * @param diffIds its layers, lowest first
 * @param run how to run it
 * @param created when it was built, if it says so
 */
record Configuration(
    Optional<Platform> platform, List<DiffId> diffIds, ImageConfig run, Optional<Instant> created) {

  static Configuration of(Document document) {
    document.object();
    List<DiffId> diffIds =
        document.get("rootfs").texts("diff_ids").stream()
            .map(text -> new DiffId(document.digest(text)))
            .toList();
    return new Configuration(
        Descriptor.platform(document), diffIds, run(document), created(document));
  }

  private static ImageConfig run(Document document) {
    Document config = document.find("config").orElse(document.nothing());
    return new ImageConfig(
        config.texts("Env"),
        config.texts("Entrypoint"),
        config.texts("Cmd"),
        config.text("WorkingDir").orElse(""),
        config.text("User").orElse(""),
        config.text("StopSignal").orElse(""),
        config.textMap("Labels"),
        config.keys("ExposedPorts"),
        config.keys("Volumes"));
  }

  private static Optional<Instant> created(Document document) {
    try {
      return document
          .text("created")
          .filter(text -> !text.isEmpty())
          .map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw ArchiveErrors.corrupt(document.name(), "created is not a time", e);
    }
  }

  /** Refuses a configuration that does not fit its manifest. */
  void expectLayers(int count, String name) {
    if (diffIds.size() != count) {
      throw ArchiveErrors.corrupt(
          name, "it lists " + diffIds.size() + " diff_ids for " + count + " layers");
    }
  }
}
