package io.carob.image.store.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The images of a docker-archive, as {@code docker save} writes it. It has no manifest by digest:
 * one is made, in OCI form, always the same for the same configuration and layers.
 */
final class DockerArchive {

  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  private final Path source;
  private final ArchiveFiles files;
  private final Platform host;

  DockerArchive(Path source, ArchiveFiles files, Platform host) {
    this.source = source;
    this.files = files;
    this.host = host;
  }

  List<ArchiveImage> images() {
    JsonNode list = Documents.parse("manifest.json", files.document("manifest.json").orElseThrow());
    if (!list.isArray()) {
      throw Documents.broken("manifest.json", "is no list");
    }
    List<ArchiveImage> images = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (JsonNode entry : list) {
      Digest configDigest = stored(Documents.text("manifest.json", entry, "Config"));
      ConfigDocument config =
          ConfigDocument.parse("config " + configDigest, files.read(configDigest));
      if (host.accepts(config.platform())) {
        images.add(image(entry, configDigest, config));
      } else {
        others.add(config.platform().toString());
      }
    }
    if (images.isEmpty()) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "import: " + source + " has no image for " + host + "; it has " + others);
    }
    return images;
  }

  private ArchiveImage image(JsonNode entry, Digest configDigest, ConfigDocument config) {
    List<String> paths = Documents.texts(entry.path("Layers"));
    if (paths.size() != config.diffIds().size()) {
      throw Documents.broken(
          "manifest.json",
          "has "
              + paths.size()
              + " layers, but configuration "
              + configDigest
              + " names "
              + config.diffIds().size());
    }
    List<LayerBlob> layers = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      StoredBlob blob = storedBlob(paths.get(i));
      layers.add(
          new LayerBlob(
              blob.digest(), LAYER + blob.suffix(), blob.size(), config.diffIds().get(i)));
    }
    List<ImageReference> names =
        Documents.texts(entry.path("RepoTags")).stream().map(ImageReference::parse).toList();
    return new ArchiveImage(
        manifest(configDigest, layers),
        configDigest,
        layers,
        names,
        config.platform(),
        config.config(),
        config.created());
  }

  private Digest manifest(Digest config, List<LayerBlob> layers) {
    ObjectNode manifest = Documents.JSON.createObjectNode();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", "application/vnd.oci.image.manifest.v1+json");
    describe(
        manifest.putObject("config"),
        "application/vnd.oci.image.config.v1+json",
        config,
        files.size(config));
    ArrayNode list = manifest.putArray("layers");
    for (LayerBlob layer : layers) {
      describe(list.addObject(), layer.mediaType(), layer.digest(), layer.size());
    }
    return files.store(manifest.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void describe(ObjectNode into, String mediaType, Digest digest, long size) {
    into.put("mediaType", mediaType);
    into.put("digest", digest.toString());
    into.put("size", size);
  }

  private Digest stored(String path) {
    return files
        .store(path, Optional.empty(), -1)
        .orElseThrow(() -> Documents.broken(source.toString(), "lacks " + path));
  }

  private StoredBlob storedBlob(String path) {
    Digest digest = stored(path);
    byte[] head = files.head(digest);
    String suffix = "";
    if (head.length >= 2 && head[0] == 0x1F && (head[1] & 0xFF) == 0x8B) {
      suffix = "+gzip";
    } else if (head.length >= 4 && head[0] == 0x28 && (head[1] & 0xFF) == 0xB5) {
      suffix = "+zstd";
    }
    return new StoredBlob(digest, files.size(digest), suffix);
  }

  private record StoredBlob(Digest digest, long size, String suffix) {}
}
