package io.carob.tck.sandbox;

import io.carob.api.Mount;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExitStatus;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SecuritySpec;
import io.carob.tck.story.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Makes the containers of a test, all of one pod. */
final class RuntimeBench extends NodeBench<ContainerRuntime, ContainerSpec> {

  private final Pause pause;
  private final Sandbox sandbox;

  private RuntimeBench(
      Story story,
      Function<NodeLayout, ContainerRuntime> drivers,
      NodeLayout node,
      Pause pause,
      Sandbox sandbox) {
    super(ContainerRuntime.class, story, drivers, node);
    this.pause = pause;
    this.sandbox = sandbox;
  }

  static RuntimeBench open(Story story, Function<NodeLayout, ContainerRuntime> drivers, Path data)
      throws IOException {
    NodeLayout node = node(story, data);
    Files.createDirectory(node.root().resolve("logs"));
    RootTree.make(tree(node));
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
    return tree(node());
  }

  Sandbox sandbox() {
    return sandbox;
  }

  /** A container of the pod that runs a script. */
  ContainerSpec script(String text) throws IOException {
    return spec("sh", "-c", text);
  }

  /** A container of the pod. */
  synchronized ContainerSpec spec(String... args) throws IOException {
    String id = UUID.randomUUID().toString();
    ContainerSpec spec =
        spec(node(), sandbox, id, Files.createDirectories(node().container(id)), List.of(args));
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

  @Override
  void remove(ContainerRuntime driver, ContainerSpec spec) {
    driver.remove(spec.id(), spec.directory());
  }

  @Override
  String nameOf(ContainerSpec spec) {
    return spec.id();
  }

  @Override
  void endOwn() {
    pause.close();
  }
}
