package io.carob.drivertest;

import io.carob.api.sandbox.ContainerRuntime;
import io.carob.tck.sandbox.ContainerRuntimeTck;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract's tests over the container runtime under test. */
@ExtendWith(GiveUp.class)
final class RuntimeSuite extends ContainerRuntimeTck {

  RuntimeSuite() {
    super(node -> (ContainerRuntime) Subject.current().make(), Subject.current().data());
  }
}
