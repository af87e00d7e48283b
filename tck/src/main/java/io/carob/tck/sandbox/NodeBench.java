package io.carob.tck.sandbox;

import io.carob.api.CarobException;
import io.carob.api.node.NodeLayout;
import io.carob.linux.fs.FileTree;
import io.carob.linux.mount.Mounts;
import io.carob.tck.story.Story;
import io.carob.tck.story.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/**
 * Plays the core for one test: a node of its own, whose traces are gone afterwards.
 *
 * @param <D> what is tested
 * @param <S> what it makes things of
 */
abstract class NodeBench<D, S> implements AutoCloseable {

  static final long PATIENCE_SECONDS = 60;

  /** All that this test had; guarded by this bench. */
  final List<S> specs = new ArrayList<>();

  private final Class<D> type;
  private final Story story;
  private final Function<NodeLayout, D> drivers;
  private final NodeLayout node;
  private final Leftovers leftovers;
  private final List<D> made = new ArrayList<>();

  NodeBench(Class<D> type, Story story, Function<NodeLayout, D> drivers, NodeLayout node) {
    this.type = type;
    this.story = story;
    this.drivers = drivers;
    this.node = node;
    this.leftovers = new Leftovers(node);
  }

  /** A new node below the folder for data. */
  static NodeLayout node(Story story, Path data) throws IOException {
    Files.createDirectories(data);
    Path base = Files.createTempDirectory(data.toRealPath(), "tck-");
    story.root(base);
    return new NodeLayout(
        Files.createDirectory(base.resolve("root")),
        Files.createDirectory(base.resolve("run")),
        "/carob-tck-" + UUID.randomUUID());
  }

  NodeLayout node() {
    return node;
  }

  Story story() {
    return story;
  }

  Leftovers leftovers() {
    return leftovers;
  }

  /** A new instance; the story tells each call. */
  synchronized D driver() {
    D driver = drivers.apply(node);
    made.add(driver);
    return Told.told(type, driver, story);
  }

  /** What the driver of the last {@link #driver} would be stopped by; does nothing without. */
  synchronized boolean stopLast() throws Exception {
    if (made.get(made.size() - 1) instanceof AutoCloseable driver) {
      driver.close();
      story.step("closed that instance");
      return true;
    }
    return false;
  }

  void remove(S spec) {
    remove(driver(), spec);
  }

  abstract void remove(D driver, S spec);

  /** What the story calls it. */
  abstract String nameOf(S spec);

  /** Ends what the bench itself runs. */
  void endOwn() {}

  @Override
  public synchronized void close() throws Exception {
    D last = drivers.apply(node);
    made.add(last);
    for (S spec : specs) {
      try {
        remove(last, spec);
      } catch (CarobException e) {
        story.step("cleaning up, remove of " + nameOf(spec) + " failed: " + e.getMessage());
      }
    }
    for (D driver : made) {
      if (driver instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
    endOwn();
    leftovers.clear();
    Path base = Objects.requireNonNull(node.root().getParent());
    Mounts.unmountAll(base, true);
    FileTree.remove(base);
  }
}
