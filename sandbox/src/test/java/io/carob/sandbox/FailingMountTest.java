package io.carob.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.Mount;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerMount.Propagation;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.linux.Errno;
import io.carob.linux.mount.MountTable;
import io.carob.sandbox.host.Mounter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each mount of a pod fails in turn: nothing of it is left, and the next try succeeds. */
class FailingMountTest extends OnTestNode {

  /** Lets so many mounts pass, and refuses the next. */
  private static final class Refusing implements Mounter {
    private final Errno error;
    private int left;
    private boolean refused;

    Refusing(Errno error, int passing) {
      this.error = error;
      this.left = passing;
    }

    @Override
    public void mount(Mount mount, Path target) {
      if (left-- == 0) {
        refused = true;
        throw new CarobException(Errno.code(error.number()), "mount " + target + ": " + error);
      }
      Mounter.KERNEL.mount(mount, target);
    }
  }

  /** Tries until the mounts that pass are all there are; answers how many were refused. */
  private int refuseEach(Errno error, Runnable work, Runnable look) {
    for (int passing = 0; ; passing++) {
      Refusing refusing = new Refusing(error, passing);
      node.mounter(refusing);
      CarobException failure = catchThrowableOfType(CarobException.class, work::run);
      node.mounter(Mounter.KERNEL);
      if (!refusing.refused) {
        assertThat(failure).isNull();
        return passing;
      }
      assertThat(failure).as("mount " + passing).isNotNull();
      assertThat(failure.code()).isEqualTo(Errno.code(error.number()));
      look.run();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {"EIO", "ENOSPC"})
  void ofASandboxLeavesNothing(Errno error) {
    SandboxSpec spec = node.sandboxSpec(Set.of(), true);
    int refused =
        refuseEach(
            error,
            () -> node.sandbox(spec),
            () -> {
              assertThat(MountTable.read().below(node.root)).isEmpty();
              assertThat(node.processes()).isEmpty();
              assertThat(node.sandboxes.find(spec.podUid(), spec.directory())).isEmpty();
            });
    assertThat(refused).as("namespaces and shared memory").isGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(
      value = Errno.class,
      names = {"EIO", "ENOSPC"})
  void ofAContainerLeavesNothing(Errno error) throws Exception {
    Sandbox sandbox = node.sandbox();
    int before = MountTable.read().below(node.root).size();
    Path volume = Files.createDirectories(node.root.resolve("volume/inside")).getParent();
    ContainerSpec spec =
        TestNode.with(
            node.spec(sandbox, "ls", "/data"),
            List.of(
                new ContainerMount(
                    "data",
                    "emptyDir",
                    volume,
                    Optional.of("inside"),
                    "/data",
                    false,
                    Propagation.PRIVATE)));
    int refused =
        refuseEach(
            error,
            () -> node.containers.create(spec),
            () -> {
              assertThat(MountTable.read().below(node.root)).hasSize(before);
              assertThat(node.containers.status(spec.id(), spec.directory())).isEmpty();
              assertThat(spec.directory()).doesNotExist();
            });
    assertThat(refused).as("root file system and sub-path").isEqualTo(2);
    node.containers.start(spec.id(), spec.directory());
    assertThat(node.exitCode(spec)).isZero();
  }
}
