package io.carob.image.store.archive;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.image.store.tar.Decompression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a docker-archive, as {@code docker save}, {@code podman save} and {@code skopeo copy
 * docker-archive:} write it. It has no manifest that could be kept, so an OCI manifest is made, the
 * same for the same archive.
 */
final class DockerArchive {

  static final String MANIFEST = "manifest.json";
  private static final Pattern DIGEST_NAME = Pattern.compile("(?:.*/)?([0-9a-f]{64})(?:\\.json)?");
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int BUFFER = 128 * 1024;

  private final Intake intake;
  private final Platform host;
  private final Set<String> seen = new TreeSet<>();
  private final Map<Named, LayerBlob> known = new ConcurrentHashMap<>();

  DockerArchive(Intake intake, Platform host) {
    this.intake = intake;
    this.host = host;
  }

  List<ArchiveImage> read() {
    Document manifest = Document.parse(MANIFEST, intake.document(MANIFEST));
    if (!manifest.node().isArray()) {
      throw ArchiveErrors.unknown(intake.files().source(), "its manifest.json is not a list");
    }
    List<ArchiveImage> images = new ArrayList<>();
    for (Document element : manifest.elements()) {
      image(element.object()).ifPresent(images::add);
    }
    if (images.isEmpty()) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "import: "
              + intake.files().source()
              + " has no image for "
              + host
              + (seen.isEmpty() ? "; it is empty" : "; it has " + String.join(", ", seen)));
    }
    return images;
  }

  private Optional<ArchiveImage> image(Document entry) {
    String configName =
        entry
            .text("Config")
            .orElseThrow(() -> ArchiveErrors.corrupt(MANIFEST, "an image has no Config"));
    byte[] config = intake.document(configName);
    expectNamedDigest(configName, config);
    Configuration configuration = Configuration.of(Document.parse(configName, config));
    Platform platform =
        configuration
            .platform()
            .orElseThrow(() -> ArchiveErrors.corrupt(configName, "it does not say its platform"));
    if (!host.accepts(platform)) {
      seen.add(platform.toString());
      return Optional.empty();
    }
    List<String> layers = entry.texts("Layers");
    configuration.expectLayers(layers.size(), configName);
    List<Named> named = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      named.add(new Named(layers.get(i), configuration.diffIds().get(i)));
    }
    List<ImageReference> names = ImageNames.parse(entry.texts("RepoTags"));
    Function<List<LayerBlob>, ArchiveImage> image =
        blobs ->
            new ArchiveImage(
                Digest.of(manifest(config, blobs)),
                Digest.of(config),
                blobs,
                names,
                platform,
                configuration.run(),
                configuration.created());
    List<LayerBlob> foreseen = named.stream().flatMap(each -> foresee(each).stream()).toList();
    if (foreseen.size() == named.size()) {
      intake.found(image.apply(foreseen));
    }
    takeLayers(named);
    List<LayerBlob> blobs = named.stream().map(this::layer).toList();
    Digest unused = intake.take(config);
    Digest unusedToo = intake.take(manifest(config, blobs));
    return Optional.of(image.apply(blobs));
  }

  /** The largest ones first. */
  private void takeLayers(List<Named> named) {
    ParallelWork.run(
        named.stream()
            .distinct()
            .sorted(Comparator.comparingLong(each -> -intake.size(each.name).orElse(0L)))
            .map(each -> (Runnable) () -> layer(each))
            .toList());
  }

  /** What a layer's blob will be; empty when only reading it can tell. */
  private Optional<LayerBlob> foresee(Named layer) {
    Optional<Long> size = intake.size(layer.name);
    return size.isPresent() && packing(layer.name) == Decompression.NONE
        ? Optional.of(plain(layer.diffId, size.get()))
        : Optional.empty();
  }

  private static LayerBlob plain(DiffId diffId, long size) {
    return new LayerBlob(diffId.digest(), MediaTypes.OCI_LAYER, size, diffId);
  }

  /** Tools name a configuration by its digest. */
  private static void expectNamedDigest(String name, byte[] bytes) {
    Matcher named = DIGEST_NAME.matcher(name);
    if (named.matches() && !Digest.of(bytes).hex().equals(named.group(1))) {
      throw ArchiveErrors.corrupt(name, "its digest is " + Digest.of(bytes));
    }
  }

  /** Each layer is read once, however often it is named. */
  private LayerBlob layer(Named layer) {
    LayerBlob blob = known.get(layer);
    if (blob == null) {
      blob = layer(layer.name, layer.diffId);
      known.put(layer, blob);
    }
    return blob;
  }

  private record Named(String name, DiffId diffId) {}

  private LayerBlob layer(String name, DiffId diffId) {
    String subject = "layer " + diffId.digest().abbreviated();
    long size = intake.size(name).orElse(-1L);
    if (size < 0) {
      if (!intake.hold(diffId.digest())) {
        throw ArchiveErrors.missing("layer " + name);
      }
      return plain(diffId, intake.blobs().size(diffId.digest()));
    }
    Decompression packing = packing(name);
    if (packing == Decompression.NONE) {
      if (!intake.hold(diffId.digest())) {
        intake.take(name, subject, Optional.of(diffId.digest()), size);
      }
      return plain(diffId, size);
    }
    Digest blob = intake.take(name, subject, Optional.empty(), size);
    expectDiffId(name, blob, size, diffId);
    String type = MediaTypes.OCI_LAYER + (packing == Decompression.GZIP ? "+gzip" : "+zstd");
    return new LayerBlob(blob, type, size, diffId);
  }

  private Decompression packing(String name) {
    try (InputStream in = intake.open(name)) {
      return Decompression.of(in);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "import: " + name + " cannot be read", e);
    }
  }

  /** A packed layer has no digest of its own in the archive. */
  private void expectDiffId(String name, Digest blob, long size, DiffId expected) {
    MessageDigest hash = Digest.sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = intake.blobs().open(blob);
        InputStream plain = Decompression.open(in)) {
      long done = 0;
      for (int n = plain.read(buffer, 0, BUFFER); n >= 0; n = plain.read(buffer, 0, BUFFER)) {
        hash.update(buffer, 0, n);
        done += n;
        Expansion.check("layer " + name, done, size);
      }
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "import: " + name + " cannot be read", e);
    }
    Digest found = Digest.ofHash(hash.digest());
    if (!found.equals(expected.digest())) {
      throw ArchiveErrors.corrupt("layer " + name, "its diffID is " + found + ", not " + expected);
    }
  }

  private static byte[] manifest(byte[] config, List<LayerBlob> layers) {
    ObjectNode manifest = MAPPER.createObjectNode();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
    put(manifest.putObject("config"), MediaTypes.OCI_CONFIG, Digest.of(config), config.length);
    ArrayNode list = manifest.putArray("layers");
    layers.forEach(layer -> put(list.addObject(), layer.mediaType(), layer.digest(), layer.size()));
    return manifest.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ObjectNode node, String type, Digest digest, long size) {
    node.put("mediaType", type).put("digest", digest.toString()).put("size", size);
  }
}
