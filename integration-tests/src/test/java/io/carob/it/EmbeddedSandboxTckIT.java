package io.carob.it;

import io.carob.tck.sandbox.SandboxDriverTck;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of sandbox drivers, over the one that a node in a plain Java program makes. */
class EmbeddedSandboxTckIT extends SandboxDriverTck {

  EmbeddedSandboxTckIT(@TempDir Path data) {
    super(node -> FoundDrivers.sandboxes(node).sandboxes().get(0), data);
  }
}
