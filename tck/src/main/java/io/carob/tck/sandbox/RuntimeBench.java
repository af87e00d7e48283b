package io.carob.tck.sandbox;

import io.carob.api.CarobException;
import io.carob.api.Mount;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExitStatus;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SecuritySpec;
import io.carob.linux.fs.FileTree;
import io.carob.linux.mount.Mounts;
import io.carob.tck.story.Story;
import io.carob.tck.story.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Plays the core for one test: a node of its own with one pod; its traces are gone afterwards. */
final class RuntimeBench implements AutoCloseable {

  static final long PATIENCE_SECONDS = 60;

  private final Story story;
  private final Function<NodeLayout, ContainerRuntime> drivers;
  private final NodeLayout node;
  private final Pause pause;
  private final Sandbox sandbox;
  private final Leftovers leftovers;
  private final List<ContainerRuntime> made = new ArrayList<>();
  private final List<ContainerSpec> specs = new ArrayList<>();

  private RuntimeBench(
      Story story,
      Function<NodeLayout, ContainerRuntime> drivers,
      NodeLayout node,
      Pause pause,
      Sandbox sandbox) {
    this.story = story;
    this.drivers = drivers;
    this.node = node;
    this.pause = pause;
    this.sandbox = sandbox;
    this.leftovers = new Leftovers(node);
  }

  static RuntimeBench open(Story story, Function<NodeLayout, ContainerRuntime> drivers, Path data)
      throws IOException {
    Files.createDirectories(data);
    Path base = Files.createTempDirectory(data.toRealPath(), "tck-");
    NodeLayout node =
        new NodeLayout(
            Files.createDirectory(base.resolve("root")),
            Files.createDirectory(base.resolve("run")),
            "/carob-tck-" + UUID.randomUUID());
    Files.createDirectory(node.root().resolve("logs"));
    RootTree.make(tree(node));
    story.root(base);
    String uid = UUID.randomUUID().toString();
    Path directory = Files.createDirectories(node.sandbox(uid));
    Pause pause = Pause.start();
    return new RuntimeBench(
        story, drivers, node, pause, Pause.sandbox(uid, directory, pause.pid()));
  }

  private static Path tree(NodeLayout node) {
    return node.root().resolve("tree");
  }

  /** The root file system of all its containers. */
  Path tree() {
    return tree(node);
  }

  NodeLayout node() {
    return node;
  }

  Story story() {
    return story;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  Leftovers leftovers() {
    return leftovers;
  }

  /** A new instance; the story tells each call. */
  synchronized ContainerRuntime driver() {
    ContainerRuntime driver = drivers.apply(node);
    made.add(driver);
    return Told.told(ContainerRuntime.class, driver, story);
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

  /** A container of the pod that runs a script. */
  ContainerSpec script(String text) throws IOException {
    return spec("sh", "-c", text);
  }

  /** A container of the pod. */
  synchronized ContainerSpec spec(String... args) throws IOException {
    String id = UUID.randomUUID().toString();
    ContainerSpec spec =
        spec(node, sandbox, id, Files.createDirectories(node.container(id)), List.of(args));
    specs.add(spec);
    return spec;
  }

  /** The same in every process. */
  static ContainerSpec spec(
      NodeLayout node, Sandbox sandbox, String id, Path directory, List<String> args) {
    return new ContainerSpec(
        id,
        "main",
        directory,
        sandbox,
        node.cgroupParent() + "/" + sandbox.podUid(),
        List.of(Mount.bind(tree(node).toString(), false)),
        args,
        List.of("PATH=/bin", "COLOUR=green"),
        "/work",
        "",
        List.of(),
        SecuritySpec.DEFAULT,
        node.root().resolve("logs").resolve(id + ".log"),
        Map.of());
  }

  ContainerStatus create(ContainerSpec spec) {
    return driver().create(spec);
  }

  ContainerStatus start(ContainerSpec spec) {
    return driver().start(spec.id(), spec.directory());
  }

  ContainerStatus run(ContainerSpec spec) {
    create(spec);
    return start(spec);
  }

  ContainerStatus status(ContainerSpec spec) {
    return driver().status(spec.id(), spec.directory()).orElseThrow();
  }

  /** Waits for its end, by an instance that did not start it. */
  ExitStatus exit(ContainerSpec spec) throws Exception {
    return driver().exit(spec.id(), spec.directory()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  void kill(ContainerSpec spec) {
    driver().signal(spec.id(), spec.directory(), "SIGKILL");
  }

  void remove(ContainerSpec spec) {
    driver().remove(spec.id(), spec.directory());
  }

  @Override
  public synchronized void close() throws Exception {
    ContainerRuntime last = drivers.apply(node);
    made.add(last);
    for (ContainerSpec spec : specs) {
      try {
        last.remove(spec.id(), spec.directory());
      } catch (CarobException e) {
        story.step("cleaning up, remove of " + spec.id() + " failed: " + e.getMessage());
      }
    }
    for (ContainerRuntime driver : made) {
      if (driver instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
    pause.close();
    leftovers.clear();
    Path base = Objects.requireNonNull(node.root().getParent());
    Mounts.unmountAll(base, true);
    FileTree.remove(base);
  }
}
