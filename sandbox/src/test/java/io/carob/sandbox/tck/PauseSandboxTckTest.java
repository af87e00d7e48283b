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
    PauseCommand pause = new PauseCommand(List.of("catatonit", "-P"));
    Networks none = new Networks(node.root().resolve("none"), List.of());
    return new PauseSandboxDriver(pause, none, node.cgroupParent());
  }
}
