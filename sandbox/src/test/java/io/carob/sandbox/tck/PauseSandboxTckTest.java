package io.carob.sandbox.tck;

import io.carob.api.node.NodeLayout;
import io.carob.sandbox.network.Networks;
import io.carob.sandbox.pod.PauseCommand;
import io.carob.sandbox.pod.PauseSandboxDriver;
import io.carob.tck.sandbox.SandboxDriverTck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class PauseSandboxTckTest extends SandboxDriverTck {

  PauseSandboxTckTest(@TempDir Path data) {
    super(PauseSandboxTckTest::driver, data);
  }

  static PauseSandboxDriver driver(NodeLayout node) {
    return new PauseSandboxDriver(pause(), noNetworks(node), node.cgroupParent());
  }

  static PauseCommand pause() {
    return new PauseCommand(List.of("catatonit", "-P"));
  }

  static Networks noNetworks(NodeLayout node) {
    return new Networks(node.root().resolve("none"), List.of());
  }
}
