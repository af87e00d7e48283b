package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.Subscription;
import io.carob.api.image.Image;
import io.carob.api.image.ImageConfig;
import io.carob.api.image.Images;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.SnapshotKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Images of one layer each; an archive is a file whose text is the image's name. */
public final class FakeImages implements Images {

  /** What is there, by name. */
  public final TreeMap<String, Image> images = new TreeMap<>();

  @Override
  public List<Image> importArchive(
      Path source,
      Optional<ImageReference> name,
      Optional<String> snapshotter,
      ImportProgress progress) {
    String text;
    try {
      text = Files.readString(source, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new CarobException(ErrorCode.NOT_FOUND, "no archive " + source, e);
    }
    if (text.equals("corrupt")) {
      throw new CarobException(ErrorCode.DATA_LOSS, source + " is corrupt");
    }
    progress.progress("layer 1", 5, 10);
    progress.progress("layer 1", 10, 10);
    return List.of(put(name.map(ImageReference::toString).orElse(text)));
  }

  /** Adds an image. */
  public Image put(String name) {
    DiffId diff = new DiffId(Digest.of(name.getBytes(StandardCharsets.UTF_8)));
    Image image =
        new Image(
            diff.digest(),
            diff.digest(),
            List.of(ImageReference.parse(name)),
            new Platform("linux", "amd64", ""),
            Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
            List.of(
                new LayerInfo(
                    diff, ChainId.of(Optional.empty(), diff), diff.digest(), "tar", 4_270_000)),
            new ImageConfig(
                List.of("A=b"),
                List.of("sh"),
                List.of(),
                "",
                "",
                "",
                Map.of(),
                Set.of(),
                Set.of()));
    images.put(name, image);
    return image;
  }

  @Override
  public List<Image> list() {
    return List.copyOf(images.values());
  }

  @Override
  public Image get(String nameOrDigest) {
    Image image = images.get(nameOrDigest);
    if (image == null) {
      throw new CarobException(ErrorCode.NOT_FOUND, "no image " + nameOrDigest);
    }
    return image;
  }

  @Override
  public Image tag(String nameOrDigest, ImageReference newName) {
    Image image = get(nameOrDigest);
    Image tagged =
        new Image(
            image.id(),
            image.manifest(),
            List.of(newName),
            image.platform(),
            image.created(),
            image.layers(),
            image.config());
    images.put(newName.toString(), tagged);
    return tagged;
  }

  @Override
  public void remove(String nameOrDigest) {
    get(nameOrDigest);
    images.remove(nameOrDigest);
  }

  @Override
  public Optional<SnapshotKey> unpack(Digest id, String driver, ImportProgress progress) {
    return Optional.empty();
  }

  @Override
  public byte[] blob(Digest digest) {
    return new byte[0];
  }

  @Override
  public long contentBytes() {
    return 4_270_000;
  }

  @Override
  public Subscription subscribe(Consumer<Image> listener) {
    throw new UnsupportedOperationException();
  }
}
