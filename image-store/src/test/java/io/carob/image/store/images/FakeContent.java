package io.carob.image.store.images;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.image.ImageConfig;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.LayerTarget;
import io.carob.image.store.meta.ImageRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Content in memory: an archive is a path with images that the test made, a layer is one file. */
final class FakeContent implements Content {

  final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  final Map<Path, List<ArchiveImage>> archives = new ConcurrentHashMap<>();
  final List<DiffId> unpacked = new CopyOnWriteArrayList<>();
  volatile Consumer<Path> onImport = source -> {};
  volatile Consumer<LayerInfo> onUnpack = layer -> {};

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An image whose layers are named by words. */
  static ArchiveImage image(String name, String... layers) {
    List<DiffId> diffs = Arrays.stream(layers).map(word -> new DiffId(digest(word))).toList();
    List<ChainId> chains = ChainId.chain(diffs);
    List<LayerInfo> infos = new ArrayList<>();
    for (int i = 0; i < layers.length; i++) {
      infos.add(
          new LayerInfo(diffs.get(i), chains.get(i), digest("blob " + layers[i]), "tar+gzip", 10));
    }
    ImageConfig config =
        new ImageConfig(List.of(), List.of(), List.of(), "", "", "", Map.of(), Set.of(), Set.of());
    ImageRow row =
        new ImageRow(
            digest("config " + List.of(layers)),
            digest("manifest " + List.of(layers)),
            new Platform("linux", "amd64", ""),
            Optional.empty(),
            infos,
            config);
    return new ArchiveImage(row, name.isEmpty() ? List.of() : List.of(ImageReference.parse(name)));
  }

  Path archive(String path, ArchiveImage... images) {
    archives.put(Path.of(path), List.of(images));
    return Path.of(path);
  }

  @Override
  public List<ArchiveImage> importArchive(Path source, Coming coming, ImportProgress progress) {
    List<ArchiveImage> found = archives.getOrDefault(source, List.of());
    for (ArchiveImage each : found) {
      each.image().blobs().forEach(blob -> blobs.putIfAbsent(blob, new byte[10]));
    }
    onImport.accept(source);
    return found;
  }

  @Override
  public int clearOld() {
    return 0;
  }

  @Override
  public void follow(LayerInfo layer, LayerTarget target, Runnable below) {
    unpack(layer, target, below, ImportProgress.NONE);
  }

  @Override
  public void unpack(LayerInfo layer, LayerTarget target, Runnable below, ImportProgress progress) {
    if (!blobs.containsKey(layer.blob())) {
      throw new CarobException(ErrorCode.NOT_FOUND, "no blob " + layer.blob());
    }
    unpacked.add(layer.diffId());
    onUnpack.accept(layer);
    Path folder =
        target instanceof LayerTarget.Difference difference
            ? difference.folder()
            : ((LayerTarget.Tree) target).folder();
    try {
      Files.writeString(folder.resolve(layer.diffId().digest().abbreviated()), "content");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] read(Digest digest) {
    return Optional.ofNullable(blobs.get(digest))
        .orElseThrow(() -> new CarobException(ErrorCode.NOT_FOUND, "no blob " + digest));
  }

  @Override
  public boolean has(Digest digest) {
    return blobs.containsKey(digest);
  }

  @Override
  public Set<Digest> blobs() {
    return Set.copyOf(blobs.keySet());
  }

  @Override
  public void delete(Digest digest) {
    blobs.remove(digest);
  }

  @Override
  public Map<Digest, Long> sizes() {
    return blobs.keySet().stream().collect(Collectors.toMap(blob -> blob, blob -> 10L));
  }

  @Override
  public Optional<String> fault(Digest digest) {
    return blobs.containsKey(digest) ? Optional.empty() : Optional.of("it is not there");
  }

  @Override
  public long bytes() {
    return 10L * blobs.size();
  }
}
