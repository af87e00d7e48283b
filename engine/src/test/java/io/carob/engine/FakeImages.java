package io.carob.engine;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Images of one layer each. */
final class FakeImages implements Images {

  private final FakeKernel kernel;
  private final Map<String, Image> byName = new TreeMap<>();
  private final Map<Digest, Image> byId = new TreeMap<>();
  private final List<Consumer<Image>> listeners = new CopyOnWriteArrayList<>();

  FakeImages(FakeKernel kernel) {
    this.kernel = kernel;
  }

  Image add(String name, ImageConfig config) {
    Digest digest = Digest.of((name + config).getBytes(StandardCharsets.UTF_8));
    LayerInfo layer =
        new LayerInfo(
            new DiffId(digest),
            new ChainId(digest),
            digest,
            "application/vnd.oci.image.layer.v1.tar",
            1);
    Image image =
        new Image(
            digest,
            digest,
            List.of(ImageReference.parse(name)),
            Platform.host(),
            Optional.empty(),
            List.of(layer),
            config);
    byName.put(ImageReference.parse(name).toString(), image);
    byId.put(digest, image);
    listeners.forEach(listener -> listener.accept(image));
    return image;
  }

  Image add(String name) {
    return add(
        name,
        new ImageConfig(
            List.of("LANG=C", "SHOP=image"),
            List.of("/entry"),
            List.of("cmd"),
            "/srv",
            "web",
            "SIGQUIT",
            Map.of(),
            Set.of(),
            Set.of()));
  }

  @Override
  public Image get(String name) {
    Image image =
        name.startsWith("sha256:")
            ? byId.get(Digest.parse(name))
            : byName.get(ImageReference.parse(name).toString());
    if (image == null) {
      throw new CarobException(ErrorCode.NOT_FOUND, "no image " + name);
    }
    return image;
  }

  @Override
  public Optional<SnapshotKey> unpack(Digest id, String driver, ImportProgress progress) {
    return kernel.call("unpack", () -> get(id.toString()).chainId().map(SnapshotKey::of));
  }

  @Override
  public List<Image> list() {
    return List.copyOf(byId.values());
  }

  @Override
  public List<Image> importArchive(
      Path source,
      Optional<ImageReference> name,
      Optional<String> snapshotter,
      ImportProgress progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Image tag(String nameOrDigest, ImageReference newName) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void remove(String nameOrDigest) {
    byName.remove(ImageReference.parse(nameOrDigest).toString());
  }

  @Override
  public byte[] blob(Digest digest) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long contentBytes() {
    return 0;
  }

  @Override
  public Subscription subscribe(Consumer<Image> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  int listeners() {
    return listeners.size();
  }
}
