package io.carob.image.store.registry;

import io.carob.api.ImageReference;
import io.carob.api.driver.DriverTable;
import io.carob.api.image.Image;
import io.carob.api.image.Images;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.Registries;
import io.carob.api.image.RegistryOptions;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.Storage;
import io.carob.image.store.ImageStore;
import io.carob.image.store.kit.Layout;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.snapshot.FolderDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** An image store in a folder, impatient as tests are, and images to try it with. */
final class Node implements AutoCloseable {

  static final int CHUNK = 96 << 10;

  private final Path folder;
  private final ImageStore store;
  private final FolderDriver driver = new FolderDriver("folder", true);

  Node(Path folder) throws IOException {
    this(folder, Duration.ofSeconds(30));
  }

  Node(Path folder, Duration stall) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.store =
        ImageStore.open(
            folder.resolve("root"),
            new DriverTable<>("snapshotter", Duration.ZERO, Duration.ofMinutes(1)),
            settings(folder, stall));
    store.addDriver(driver, "1");
  }

  private static RegistrySettings settings(Path folder, Duration stall) {
    return new RegistrySettings(
        folder.resolve("certs.d"),
        folder.resolve("config.json"),
        "",
        3,
        CHUNK,
        Duration.ofSeconds(30),
        stall,
        5,
        Duration.ofMillis(10),
        Duration.ofMillis(200),
        Duration.ofSeconds(5));
  }

  Images images() {
    return store.images();
  }

  Snapshots snapshots() {
    return store.snapshots();
  }

  Storage storage() {
    return store.storage();
  }

  IntegrityCheck integrity() {
    return store.integrity();
  }

  FolderDriver driver() {
    return driver;
  }

  Registries registries() {
    return store.registries();
  }

  Image pull(String name) {
    return registries()
        .pull(ImageReference.parse(name), RegistryOptions.DEFAULT, ImportProgress.NONE);
  }

  void push(String image, String target) {
    registries()
        .push(image, ImageReference.parse(target), RegistryOptions.DEFAULT, ImportProgress.NONE);
  }

  /** Layers of so many bytes that do not compress, each in a tar. */
  static byte[][] layers(int... sizes) {
    byte[][] layers = new byte[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      byte[] content = new byte[sizes[i]];
      new Random(sizes[i] + i).nextBytes(content);
      layers[i] = new Tar().file("file-" + i, content).build();
    }
    return layers;
  }

  /** Imports an image of such layers. */
  Image make(String name, int... sizes) {
    Layout layout = new Layout();
    layout.index(layout.image("amd64", "", layers(sizes)));
    return imported(layout, name);
  }

  Image imported(Layout layout, String name) {
    try {
      Path place = Files.createTempDirectory(folder, "layout-");
      return images()
          .importArchive(
              layout.writeFolder(place),
              Optional.of(ImageReference.parse(name)),
              ImportProgress.NONE)
          .get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says which hosts serve a registry. */
  void hosts(String registry, String toml) throws IOException {
    Path place = Files.createDirectories(folder.resolve("certs.d").resolve(registry));
    Files.writeString(place.resolve("hosts.toml"), toml);
  }

  void logins(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
  }

  List<Path> ingests() throws IOException {
    return list("ingest");
  }

  List<Path> blobs() throws IOException {
    return list("blobs/sha256");
  }

  private List<Path> list(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("root/content").resolve(name))) {
      return files.toList();
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
