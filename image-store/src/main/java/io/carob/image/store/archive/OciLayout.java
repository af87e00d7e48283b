package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.DiffId;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an OCI image layout: {@code index.json}, nested indexes, manifests, configurations, layers.
 * Of each nested index it takes the host's platform; of the outermost, every image that runs here.
 */
final class OciLayout {

  static final String INDEX = "index.json";
  private static final String LAYOUT = "oci-layout";
  private static final int MAX_DEPTH = 8;
  private static final int MAX_DOCUMENTS = 1000;

  private final Intake intake;
  private final Platform host;
  private final Set<String> seen = new LinkedHashSet<>();
  private int documents;

  OciLayout(Intake intake, Platform host) {
    this.intake = intake;
    this.host = host;
  }

  /** A manifest that runs on the host. */
  private record Found(Descriptor descriptor, Document manifest, Platform platform) {}

  List<ArchiveImage> read() {
    checkVersion();
    Document index = Document.parse(INDEX, intake.document(INDEX)).object();
    expectIndex(index, "");
    List<ArchiveImage> images = new ArrayList<>();
    for (Document element : index.list("manifests")) {
      Descriptor descriptor = Descriptor.of(element);
      find(descriptor, 0)
          .ifPresent(found -> add(images, found, ImageNames.of(descriptor.annotations())));
    }
    if (images.isEmpty()) {
      throw nothingForHost();
    }
    return images;
  }

  /** The image for the host that a descriptor leads to. */
  ArchiveImage read(Descriptor root) {
    return store(find(root, 0).orElseThrow(this::nothingForHost), List.of());
  }

  private void checkVersion() {
    if (intake.files().size(LAYOUT).isEmpty()) {
      return;
    }
    String version =
        Document.parse(LAYOUT, intake.document(LAYOUT))
            .object()
            .text("imageLayoutVersion")
            .orElse("");
    if (!version.startsWith("1.")) {
      throw ArchiveErrors.unknown(
          intake.files().source(), "its OCI layout version is \"" + version + "\", not 1.x");
    }
  }

  private CarobException nothingForHost() {
    return new CarobException(
        ErrorCode.NOT_FOUND,
        "image: "
            + intake.files().source()
            + " has no image for "
            + host
            + (seen.isEmpty() ? "; it is empty" : "; it has " + String.join(", ", seen)));
  }

  private void add(List<ArchiveImage> images, Found found, List<ImageReference> names) {
    for (int i = 0; i < images.size(); i++) {
      ArchiveImage known = images.get(i);
      if (known.manifest().equals(found.descriptor.digest())) {
        images.set(i, known.withNames(names));
        return;
      }
    }
    images.add(store(found, names));
  }

  /**
   * The manifest for the host that a descriptor leads to; the first that fits, best variant first.
   */
  private Optional<Found> find(Descriptor descriptor, int depth) {
    if (depth > MAX_DEPTH || ++documents > MAX_DOCUMENTS) {
      throw ArchiveErrors.corrupt(INDEX, "its indexes are nested too deeply or too many");
    }
    if (descriptor.platform().isPresent() && !host.accepts(descriptor.platform().get())) {
      seen.add(descriptor.platform().get().toString());
      return Optional.empty();
    }
    Document document = intake.document("manifest", descriptor).object();
    if (MediaTypes.isIndex(typeOf(document, descriptor))) {
      return findIn(document, descriptor.mediaType(), depth);
    }
    expectManifest(document, descriptor.mediaType());
    return fits(descriptor, document);
  }

  private Optional<Found> findIn(Document index, String mediaType, int depth) {
    expectIndex(index, mediaType);
    Optional<Found> best = Optional.empty();
    for (Document element : index.list("manifests")) {
      Optional<Found> found = find(Descriptor.of(element), depth + 1);
      if (found.isPresent() && found.get().platform.variant().equals(host.variant())) {
        return found;
      }
      best = best.isPresent() ? best : found;
    }
    return best;
  }

  /** What the descriptor says, or the document itself, or its fields. */
  private static String typeOf(Document document, Descriptor descriptor) {
    String type = descriptor.mediaType();
    if (type.isEmpty()) {
      type = document.text("mediaType").orElse("");
    }
    if (type.isEmpty()) {
      type = document.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
    }
    if (!MediaTypes.isIndex(type) && !MediaTypes.isManifest(type)) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "image: " + document.name() + " has the unknown media type \"" + type + "\"");
    }
    return type;
  }

  private static void expectIndex(Document document, String mediaType) {
    expectOneKind(document, mediaType);
    if (document.has("layers") || document.has("config") || document.has("fsLayers")) {
      throw ambiguous(document);
    }
  }

  private static void expectManifest(Document document, String mediaType) {
    expectOneKind(document, mediaType);
    if (document.has("manifests") || document.has("fsLayers")) {
      throw ambiguous(document);
    }
  }

  private static void expectOneKind(Document document, String mediaType) {
    if (document.number("schemaVersion") != 2) {
      throw ArchiveErrors.corrupt(document.name(), "its schemaVersion is not 2");
    }
    String own = document.text("mediaType").orElse("");
    if (!mediaType.isEmpty() && !own.isEmpty() && !own.equals(mediaType)) {
      throw ArchiveErrors.corrupt(
          document.name(), "its media type is " + own + " where " + mediaType + " was announced");
    }
  }

  private static CarobException ambiguous(Document document) {
    return ArchiveErrors.corrupt(document.name(), "it could be read as a manifest and as an index");
  }

  /** An image whose platform, by its descriptor or else its configuration, is the host's. */
  private Optional<Found> fits(Descriptor descriptor, Document manifest) {
    Descriptor config = Descriptor.of(manifest.get("config"));
    if (!MediaTypes.isConfig(config.mediaType())) {
      seen.add("an artifact of type " + config.mediaType());
      return Optional.empty();
    }
    Platform platform =
        descriptor
            .platform()
            .or(() -> Descriptor.platform(intake.document("config", config).object()))
            .orElseThrow(
                () -> ArchiveErrors.corrupt(manifest.name(), "it does not say its platform"));
    if (!host.accepts(platform)) {
      seen.add(platform.toString());
      return Optional.empty();
    }
    return Optional.of(new Found(descriptor, manifest, platform));
  }

  private ArchiveImage store(Found found, List<ImageReference> names) {
    Descriptor config = Descriptor.of(found.manifest.get("config"));
    List<Descriptor> layers = found.manifest.list("layers").stream().map(Descriptor::of).toList();
    Configuration configuration = Configuration.of(intake.document("config", config));
    configuration.expectLayers(layers.size(), "config " + config.digest());
    layers.forEach(layer -> expectLayer(layer, found.manifest.name()));
    intake.take("manifest", found.descriptor);
    intake.take("config", config);
    List<LayerBlob> blobs = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Descriptor layer = layers.get(i);
      DiffId diffId = configuration.diffIds().get(i);
      blobs.add(new LayerBlob(layer.digest(), layer.mediaType(), layer.size(), diffId));
    }
    ArchiveImage image =
        new ArchiveImage(
            found.descriptor.digest(),
            config.digest(),
            blobs,
            names,
            found.platform,
            configuration.run(),
            configuration.created());
    intake.found(image);
    intake.takeAll("layer", layers);
    return image;
  }

  private static void expectLayer(Descriptor layer, String manifest) {
    if (!MediaTypes.isLayer(layer.mediaType())) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "image: "
              + manifest
              + " has a layer of type \""
              + layer.mediaType()
              + "\"; layers can be tar, gzip or zstd, not encrypted");
    }
  }
}
