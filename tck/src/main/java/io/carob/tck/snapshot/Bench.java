package io.carob.tck.snapshot;

import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.tck.story.Story;
import io.carob.tck.story.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Plays the core for one test: makes places, calls the driver, mounts what it answers, writes
 * layers in the form it asks for. One folder holds it all and is gone afterwards.
 */
final class Bench implements AutoCloseable {

  private final Story story;
  private final Supplier<SnapshotDriver> drivers;
  private final Path root;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<Path> shown = ConcurrentHashMap.newKeySet();

  private Bench(Story story, Supplier<SnapshotDriver> drivers, Path root) {
    this.story = story;
    this.drivers = drivers;
    this.root = root;
  }

  /** One driver for the whole test. */
  static Bench open(Story story, Supplier<SnapshotDriver> factory, Path data) throws IOException {
    SnapshotDriver driver = factory.get();
    return openWithNewDrivers(story, () -> driver, data);
  }

  /** Each call goes to a driver of its own. */
  static Bench openWithNewDrivers(Story story, Supplier<SnapshotDriver> factory, Path data)
      throws IOException {
    Files.createDirectories(data);
    Path root = Files.createTempDirectory(data.toRealPath(), "tck-");
    for (String folder : List.of("places", "flat", "targets")) {
      Files.createDirectory(root.resolve(folder));
    }
    story.root(root);
    return new Bench(story, factory, root);
  }

  /** The driver; the story tells each call. */
  SnapshotDriver driver() {
    return Told.told(SnapshotDriver.class, LayersShown.of(contained(), shown), story);
  }

  /** What a service shows lies in a root of its own, and the service has looked at it. */
  private SnapshotDriver contained() {
    SnapshotDriver driver = drivers.get();
    return driver instanceof ServiceDriver ? driver : Contained.in(root, driver);
  }

  Story story() {
    return story;
  }

  boolean can(SnapshotCapability capability) {
    return driver().capabilities().contains(capability);
  }

  /** Where everything of this test lies. */
  Path root() {
    return root;
  }

  Path newPlace() throws IOException {
    return Files.createDirectory(root.resolve("places/" + numbers.incrementAndGet()));
  }

  /** An empty flat folder, for the oracle, with a root like the usual one of a layer. */
  Path newFlat() throws IOException {
    Path flat = Files.createDirectory(root.resolve("flat/" + numbers.incrementAndGet()));
    Fs.apply(flat, Meta.FOLDER);
    return flat;
  }

  /** Begins, fills and commits a layer on the chain; the answer has it on top. */
  Chain layer(Chain parents, Changeset changes) throws IOException {
    Path place = newPlace();
    fill(place, parents, changes);
    driver().commit(place, parents.places());
    return parents.plus(place);
  }

  /** Begins and fills a layer. */
  void fill(Path place, Chain parents, Changeset changes) throws IOException {
    LayerTarget target = driver().beginLayer(place, parents.places());
    LayerWriters.write(target, changes);
    story.step("wrote " + changes + " into " + place);
  }

  Snapshot active(Chain parents) throws IOException {
    return prepare(SnapshotKind.ACTIVE, parents);
  }

  Snapshot view(Chain parents) throws IOException {
    return prepare(SnapshotKind.VIEW, parents);
  }

  private Snapshot prepare(SnapshotKind kind, Chain parents) throws IOException {
    Snapshot snapshot = new Snapshot(this, kind, newPlace(), parents);
    snapshot.prepare();
    return snapshot;
  }

  Path newTarget() throws IOException {
    return Files.createDirectory(root.resolve("targets/" + numbers.incrementAndGet()));
  }

  /** The state of everything but one place. */
  TreeState allBut(Path place) throws IOException {
    return TreeState.of(root).without(root.relativize(place).toString());
  }

  /** What the kernel has mounted below this test's folder, or from it; layers shown left out. */
  List<String> mountTable() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains("/" + root.getFileName() + "/"))
        .filter(line -> shown.stream().noneMatch(path -> line.contains(" " + path + " ")))
        .toList();
  }

  @Override
  public void close() throws IOException {
    Fs.unmountAllBelow(root);
    try (var places = Files.list(root.resolve("places"))) {
      places.toList().forEach(place -> drivers.get().remove(place));
    }
    Fs.removeTree(root);
  }
}
