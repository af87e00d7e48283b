package io.carob.tck.sandbox;

import io.carob.api.CarobException;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.linux.fs.FileTree;
import io.carob.linux.mount.Mounts;
import io.carob.tck.story.Story;
import io.carob.tck.story.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Plays the core for one test: a node of its own, whose traces are gone afterwards. */
final class SandboxBench implements AutoCloseable {

  private final Story story;
  private final Function<NodeLayout, SandboxDriver> drivers;
  private final NodeLayout node;
  private final Leftovers leftovers;
  private final List<SandboxDriver> made = new ArrayList<>();
  private final List<SandboxSpec> specs = new ArrayList<>();

  private SandboxBench(Story story, Function<NodeLayout, SandboxDriver> drivers, NodeLayout node) {
    this.story = story;
    this.drivers = drivers;
    this.node = node;
    this.leftovers = new Leftovers(node);
  }

  static SandboxBench open(Story story, Function<NodeLayout, SandboxDriver> drivers, Path data)
      throws IOException {
    Files.createDirectories(data);
    Path base = Files.createTempDirectory(data.toRealPath(), "tck-");
    NodeLayout node =
        new NodeLayout(
            Files.createDirectory(base.resolve("root")),
            Files.createDirectory(base.resolve("run")),
            "/carob-tck-" + UUID.randomUUID());
    Files.createDirectory(node.run().resolve("sandboxes"));
    story.root(base);
    return new SandboxBench(story, drivers, node);
  }

  NodeLayout node() {
    return node;
  }

  Story story() {
    return story;
  }

  /** A new instance; the story tells each call. */
  synchronized SandboxDriver driver() {
    SandboxDriver driver = drivers.apply(node);
    made.add(driver);
    return Told.told(SandboxDriver.class, driver, story);
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

  /** A pod with namespaces of its own. */
  SandboxSpec spec() throws IOException {
    return spec(Set.of(), false);
  }

  synchronized SandboxSpec spec(Set<NamespaceKind> host, boolean share) throws IOException {
    String uid = UUID.randomUUID().toString();
    SandboxSpec spec =
        new SandboxSpec(
            uid,
            "default",
            "pod-" + specs.size(),
            "pod-host",
            Files.createDirectories(node.sandbox(uid)),
            node.cgroupParent() + "/" + uid,
            host,
            share,
            List.of());
    specs.add(spec);
    return spec;
  }

  /** As the core does it: the folder is there at each create, also when remove took it away. */
  Sandbox create(SandboxSpec spec) {
    try {
      Files.createDirectories(spec.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return driver().create(spec);
  }

  void remove(SandboxSpec spec) {
    driver().remove(spec.podUid(), spec.directory());
  }

  Leftovers leftovers() {
    return leftovers;
  }

  @Override
  public synchronized void close() throws Exception {
    SandboxDriver last = drivers.apply(node);
    made.add(last);
    for (SandboxSpec spec : specs) {
      try {
        last.remove(spec.podUid(), spec.directory());
      } catch (CarobException e) {
        story.step("cleaning up, remove of " + spec.podName() + " failed: " + e.getMessage());
      }
    }
    for (SandboxDriver driver : made) {
      if (driver instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
    leftovers.clear();
    Path base = Objects.requireNonNull(node.root().getParent());
    Mounts.unmountAll(base, true);
    FileTree.remove(base);
  }
}
