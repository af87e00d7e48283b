package io.carob.tck.sandbox;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.tck.story.Story;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Makes the pods of a test. */
final class SandboxBench extends NodeBench<SandboxDriver, SandboxSpec> {

  private SandboxBench(Story story, Function<NodeLayout, SandboxDriver> drivers, NodeLayout node) {
    super(SandboxDriver.class, story, drivers, node);
  }

  static SandboxBench open(Story story, Function<NodeLayout, SandboxDriver> drivers, Path data)
      throws IOException {
    NodeLayout node = node(story, data);
    Files.createDirectory(node.run().resolve("sandboxes"));
    return new SandboxBench(story, drivers, node);
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
            Files.createDirectories(node().sandbox(uid)),
            node().cgroupParent() + "/" + uid,
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

  @Override
  void remove(SandboxDriver driver, SandboxSpec spec) {
    driver.remove(spec.podUid(), spec.directory());
  }

  @Override
  String nameOf(SandboxSpec spec) {
    return spec.podName();
  }
}
