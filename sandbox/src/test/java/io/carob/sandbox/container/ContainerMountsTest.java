package io.carob.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerMount.Propagation;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.Sandbox;
import io.carob.linux.mount.MountTable;
import io.carob.sandbox.OnTestNode;
import io.carob.sandbox.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerMountsTest extends OnTestNode {

  private Sandbox sandbox;
  private Path volume;

  @BeforeEach
  void prepare() throws Exception {
    sandbox = node.sandbox();
    volume = Files.createDirectories(node.root.resolve("volume"));
    Files.writeString(volume.resolve("file"), "content\n");
  }

  @Test
  void volumesAreWrittenAndReadOnlyOnesAreNot() throws Exception {
    String output =
        outputOf(
            "touch /rw/new; cat /ro/file; touch /ro/other 2>/dev/null || echo refused",
            mount("/rw", "", false),
            mount("/ro", "", true));

    assertThat(output).isEqualTo("content\nrefused\n");
    assertThat(volume.resolve("new")).exists();
  }

  @Test
  void subPathShowsAFolderOrAFile() throws Exception {
    Files.createDirectories(volume.resolve("a/b"));
    Files.writeString(volume.resolve("a/b/inner"), "inner\n");

    String output =
        outputOf(
            "ls /sub; cat /single", mount("/sub", "a/b", false), mount("/single", "file", true));

    assertThat(output).isEqualTo("inner\ncontent\n");
  }

  @Test
  void missingSubPathIsMadeAsAFolder() throws Exception {
    outputOf("touch /sub/made", mount("/sub", "deep/folder", false));

    assertThat(volume.resolve("deep/folder/made")).exists();
  }

  @Test
  void linksInASubPathStayInsideTheVolume() throws Exception {
    Path secret = Files.createDirectories(node.root.resolve("secret"));
    Files.writeString(secret.resolve("key"), "key");
    Files.createSymbolicLink(volume.resolve("out"), secret);
    Files.createSymbolicLink(volume.resolve("up"), Path.of("../secret"));
    Files.createSymbolicLink(volume.resolve("proc"), Path.of("/proc/self/root"));

    for (String subPath : List.of("out", "up", "proc/etc")) {
      ContainerSpec spec = node.spec(sandbox, "ls", "/sub");
      ContainerSpec changed = TestNode.with(spec, List.of(mount("/sub", subPath, false)));
      try {
        assertThat(node.outputOf(changed)).doesNotContain("key", "passwd");
      } catch (CarobException refused) {
        assertThat(refused.code()).isNotEqualTo(ErrorCode.INTERNAL);
      }
    }
  }

  @Test
  void climbingOrAbsoluteSubPathIsRefused() {
    for (String subPath : List.of("../secret", "a/../../b", "/etc")) {
      assertFails(ErrorCode.INVALID_ARGUMENT, mount("/sub", subPath, false));
    }
  }

  @Test
  void impossibleDestinationIsRefused() {
    assertFails(ErrorCode.INVALID_ARGUMENT, mount("relative", "", false));
    assertFails(ErrorCode.INVALID_ARGUMENT, mount("/", "", false));
    assertFails(ErrorCode.INVALID_ARGUMENT, mount("/a/../../b", "", false));
    assertFails(ErrorCode.INVALID_ARGUMENT, mount("/proc/sys", "", false));
  }

  @Test
  void missingSourceIsNotFoundAndLeavesNothing() throws Exception {
    ContainerMount missing =
        new ContainerMount(
            "gone",
            "hostPath",
            node.root.resolve("gone"),
            Optional.empty(),
            "/gone",
            false,
            Propagation.PRIVATE);

    ContainerSpec spec = assertFails(ErrorCode.NOT_FOUND, missing);

    assertThat(spec.directory()).doesNotExist();
    assertThat(MountTable.read().below(node.root.resolve("containers"))).isEmpty();
  }

  @Test
  void propagationNeedsASharedMount() {
    ContainerMount shared =
        new ContainerMount(
            "v",
            "hostPath",
            sandbox.directory().resolve("shm"),
            Optional.empty(),
            "/v",
            false,
            Propagation.BIDIRECTIONAL);

    assertFails(ErrorCode.INVALID_ARGUMENT, shared);
  }

  @Test
  void sharedMemoryIsThePods() throws Exception {
    outputOf("echo hello >/dev/shm/note");

    assertThat(outputOf("cat /dev/shm/note")).isEqualTo("hello\n");
  }

  private ContainerMount mount(String destination, String subPath, boolean readOnly) {
    return new ContainerMount(
        "data",
        "emptyDir",
        volume,
        subPath.isEmpty() ? Optional.empty() : Optional.of(subPath),
        destination,
        readOnly,
        Propagation.PRIVATE);
  }

  private String outputOf(String script, ContainerMount... mounts) throws Exception {
    return node.outputOf(TestNode.with(node.spec(sandbox, "sh", "-c", script), List.of(mounts)));
  }

  private ContainerSpec assertFails(ErrorCode code, ContainerMount mount) {
    ContainerSpec spec = TestNode.with(node.spec(sandbox, "true"), List.of(mount));
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(() -> node.containers.create(spec))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    return spec;
  }
}
