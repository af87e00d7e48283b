package io.carob.sandbox.tck;

import io.carob.api.node.NodeLayout;
import io.carob.sandbox.container.OciContainerRuntime;
import io.carob.sandbox.container.Runtimes;
import io.carob.tck.sandbox.ContainerRuntimeTck;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class OciRuntimeTckTest extends ContainerRuntimeTck {

  OciRuntimeTckTest(@TempDir Path data) {
    super(OciRuntimeTckTest::runtime, data);
  }

  static OciContainerRuntime runtime(NodeLayout node) {
    return new OciContainerRuntime(runtimes(node), "conmon", Clock.systemUTC());
  }

  static Runtimes runtimes(NodeLayout node) {
    return Runtimes.of(List.of("crun", "runc"), node.run().resolve("oci"), node.cgroupParent());
  }
}
