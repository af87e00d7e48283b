package io.carob.image.store.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.registry.wire.Call;
import io.carob.image.store.registry.wire.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One push of one image: its blobs, then its manifest, so that nothing there is ever half. */
final class Push {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Image image;
  private final Place place;
  private final Session host;
  private final BlobStore blobs;
  private final int chunkBytes;
  private final ImportProgress progress;

  Push(
      Image image,
      Place place,
      Session host,
      BlobStore blobs,
      int chunkBytes,
      ImportProgress progress) {
    this.image = image;
    this.place = place;
    this.host = host;
    this.blobs = blobs;
    this.chunkBytes = chunkBytes;
    this.progress = progress;
  }

  /** The other repositories of the registry where the image may lie, by its names. */
  static List<String> sources(Image image, Place target) {
    return image.names().stream()
        .filter(name -> name.registry().equals(target.registry()))
        .map(ImageReference::repository)
        .filter(repository -> !repository.equals(target.repository()))
        .distinct()
        .limit(2)
        .toList();
  }

  void run(Workers workers, List<String> sources) {
    if (place.digest().isPresent() && !place.digest().get().equals(image.manifest())) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "pushing "
              + image.id().abbreviated()
              + " to "
              + place
              + ": the digest of its manifest is "
              + image.manifest()
              + ". Give a tag instead");
    }
    byte[] manifest = blobs.read(image.manifest(), ManifestFetch.LIMIT);
    Upload upload = new Upload(blobs, host, place, chunkBytes, progress);
    List<Runnable> tasks = new ArrayList<>();
    subjects().forEach((digest, subject) -> tasks.add(() -> upload.run(digest, subject, sources)));
    workers.runAll("pushing " + place, tasks);
    put(manifest);
  }

  private Map<Digest, String> subjects() {
    Map<Digest, String> subjects = new LinkedHashMap<>();
    for (LayerInfo layer : image.layers()) {
      subjects.put(layer.blob(), "layer " + layer.blob().abbreviated());
    }
    subjects.put(image.id(), "config " + image.id().abbreviated());
    return subjects;
  }

  private void put(byte[] manifest) {
    String wanted = place.digest().isPresent() ? image.manifest().toString() : place.wanted();
    String what = "sending the manifest to " + place;
    Call put =
        Call.of("PUT", host.endpoint().at(place.repository() + "/manifests/" + wanted))
            .with("Content-Type", mediaType(manifest))
            .with(new Call.Body(manifest.length, () -> new ByteArrayInputStream(manifest)));
    try (Reply reply = host.expect(put, what)) {
      String digest = reply.header("Docker-Content-Digest").orElse(image.manifest().toString());
      if (!digest.equals(image.manifest().toString())) {
        throw RegistryErrors.corrupt(what, "the registry stored it as " + digest);
      }
    }
    progress.progress(
        "manifest " + image.manifest().abbreviated(), manifest.length, manifest.length);
  }

  /** What the manifest says of itself; OCI ones need not. */
  private static String mediaType(byte[] manifest) {
    try {
      JsonNode type = MAPPER.readTree(manifest).path("mediaType");
      return type.isTextual() ? type.textValue() : ManifestFetch.OCI_MANIFEST;
    } catch (IOException e) {
      throw new CarobException(ErrorCode.DATA_LOSS, "the manifest is not JSON any more", e);
    }
  }
}
