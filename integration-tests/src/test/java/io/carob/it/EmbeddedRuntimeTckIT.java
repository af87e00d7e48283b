package io.carob.it;

import io.carob.tck.sandbox.ContainerRuntimeTck;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of container runtimes, over the one that a node in a plain Java program makes. */
class EmbeddedRuntimeTckIT extends ContainerRuntimeTck {

  EmbeddedRuntimeTckIT(@TempDir Path data) {
    super(node -> FoundDrivers.sandboxes(node).runtimes().get(0), data);
  }
}
