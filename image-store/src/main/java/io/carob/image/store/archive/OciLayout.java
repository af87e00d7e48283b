package io.carob.image.store.archive;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The images of an OCI image layout, by the OCI image specification 1.1. */
final class OciLayout {

  private static final Set<String> INDEXES =
      Set.of(
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json");
  private static final int MAX_DEPTH = 4;

  private final Path source;
  private final ArchiveFiles files;
  private final Platform host;
  private final Set<String> platforms = new TreeSet<>();

  OciLayout(Path source, ArchiveFiles files, Platform host) {
    this.source = source;
    this.files = files;
    this.host = host;
  }

  List<ArchiveImage> images() {
    JsonNode index = Documents.parse("index.json", files.document("index.json").orElseThrow());
    refuseBoth("index.json", index);
    Map<Digest, ArchiveImage> images = new LinkedHashMap<>();
    for (JsonNode descriptor : Documents.list("index.json", index, "manifests")) {
      Optional<ImageReference> name = name(descriptor);
      for (ArchiveImage image : choose(descriptor, 0)) {
        List<ImageReference> names = new ArrayList<>();
        ArchiveImage known = images.get(image.manifest());
        if (known != null) {
          names.addAll(known.names());
        }
        name.filter(n -> !names.contains(n)).ifPresent(names::add);
        images.put(image.manifest(), named(image, names));
      }
    }
    if (images.isEmpty()) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "import: " + source + " has no image for " + host + "; it has " + platforms);
    }
    return List.copyOf(images.values());
  }

  /** The image behind a descriptor: at most one, the first that fits this host. */
  private List<ArchiveImage> choose(JsonNode descriptor, int depth) {
    if (depth > MAX_DEPTH) {
      throw Documents.broken("index.json", "nests indexes too deeply");
    }
    JsonNode platform = descriptor.path("platform");
    if (platform.isObject() && !fits(platform)) {
      return List.of();
    }
    String what = "manifest " + Documents.text("a descriptor", descriptor, "digest");
    Digest digest = Documents.digest("a descriptor", descriptor, "digest");
    store(digest, Documents.size(what, descriptor));
    JsonNode manifest = Documents.parse(what, files.read(digest));
    refuseBoth(what, manifest);
    if (isIndex(descriptor, manifest)) {
      for (JsonNode child : Documents.list(what, manifest, "manifests")) {
        List<ArchiveImage> found = choose(child, depth + 1);
        if (!found.isEmpty()) {
          return found;
        }
      }
      return List.of();
    }
    return image(what, digest, manifest);
  }

  private List<ArchiveImage> image(String what, Digest digest, JsonNode manifest) {
    JsonNode configAt = manifest.path("config");
    Digest configDigest = Documents.digest(what, configAt, "digest");
    store(configDigest, Documents.size(what, configAt));
    ConfigDocument config =
        ConfigDocument.parse("config " + configDigest, files.read(configDigest));
    platforms.add(config.platform().toString());
    if (!host.accepts(config.platform())) {
      return List.of();
    }
    List<JsonNode> descriptors = Documents.list(what, manifest, "layers");
    if (descriptors.size() != config.diffIds().size()) {
      throw Documents.broken(
          what,
          "has "
              + descriptors.size()
              + " layers, but its configuration names "
              + config.diffIds().size());
    }
    List<LayerBlob> layers = new ArrayList<>();
    for (int i = 0; i < descriptors.size(); i++) {
      JsonNode layer = descriptors.get(i);
      Digest blob = Documents.digest(what, layer, "digest");
      long size = Documents.size(what, layer);
      store(blob, size);
      layers.add(
          new LayerBlob(
              blob, Documents.text(what, layer, "mediaType"), size, config.diffIds().get(i)));
    }
    return List.of(
        new ArchiveImage(
            digest,
            configDigest,
            layers,
            List.of(),
            config.platform(),
            config.config(),
            config.created()));
  }

  private void store(Digest digest, long size) {
    if (files.store("blobs/sha256/" + digest.hex(), Optional.of(digest), size).isEmpty()) {
      throw Documents.broken(source.toString(), "lacks blob " + digest);
    }
  }

  private boolean fits(JsonNode platform) {
    String os = platform.path("os").asText("");
    String architecture = platform.path("architecture").asText("");
    if (os.isEmpty() || architecture.isEmpty()) {
      return true; // it says nothing: the configuration decides
    }
    Platform wanted = new Platform(os, architecture, platform.path("variant").asText(""));
    platforms.add(wanted.toString());
    return host.accepts(wanted);
  }

  private static boolean isIndex(JsonNode descriptor, JsonNode manifest) {
    return INDEXES.contains(descriptor.path("mediaType").asText())
        || INDEXES.contains(manifest.path("mediaType").asText())
        || manifest.has("manifests");
  }

  /** One document that is an index to one reader and a manifest to another is an attack. */
  private static void refuseBoth(String what, JsonNode node) {
    if (node.has("manifests") && (node.has("layers") || node.has("config"))) {
      throw Documents.broken(what, "is an index and a manifest at once");
    }
  }

  private static Optional<ImageReference> name(JsonNode descriptor) {
    JsonNode annotations = descriptor.path("annotations");
    String full = annotations.path("io.containerd.image.name").asText("");
    if (!full.isEmpty()) {
      return Optional.of(ImageReference.parse(full));
    }
    String ref = annotations.path("org.opencontainers.image.ref.name").asText("");
    // A bare tag is no name of an image; the caller gives one.
    return ref.indexOf('/') < 0 && ref.indexOf(':') < 0
        ? Optional.empty()
        : Optional.of(ImageReference.parse(ref));
  }

  private static ArchiveImage named(ArchiveImage image, List<ImageReference> names) {
    return new ArchiveImage(
        image.manifest(),
        image.config(),
        image.layers(),
        names,
        image.platform(),
        image.runConfig(),
        image.created());
  }
}
