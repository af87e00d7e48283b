package io.carob.drivertest;

import io.carob.api.sandbox.SandboxDriver;
import io.carob.tck.sandbox.SandboxDriverTck;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract's tests over the sandbox driver under test. */
@ExtendWith(GiveUp.class)
final class SandboxSuite extends SandboxDriverTck {

  SandboxSuite() {
    super(node -> (SandboxDriver) Subject.current().make(), Subject.current().data());
  }
}
