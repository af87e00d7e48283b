package io.carob.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SecuritySpec;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.RootDirectory;
import io.carob.sandbox.OnTestNode;
import io.carob.sandbox.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerSecurityTest extends OnTestNode {

  /** The usual fourteen capabilities as a mask. */
  private static final String DEFAULT_MASK = "00000000a80425fb";

  private Sandbox sandbox;

  @BeforeEach
  void prepare() throws Exception {
    sandbox = node.sandbox();
  }

  @Test
  void usualCapabilitiesAndSeccomp() throws Exception {
    long pid = node.status(node.run(sandbox, "sleep", "1000")).pid();

    assertThat(TestNode.procStatus(pid, "CapBnd")).isEqualTo(DEFAULT_MASK);
    assertThat(TestNode.procStatus(pid, "CapEff")).isEqualTo(DEFAULT_MASK);
    assertThat(TestNode.procStatus(pid, "CapInh")).isEqualTo("0000000000000000");
    assertThat(TestNode.procStatus(pid, "Seccomp")).isEqualTo("2");
    assertThat(TestNode.procStatus(pid, "NoNewPrivs")).isEqualTo("0");
  }

  @Test
  void kernelFilesAreMaskedOrReadOnly() throws Exception {
    String output =
        node.outputOf(
            node.spec(
                sandbox,
                "sh",
                "-c",
                "exec 2>/dev/null; cat /proc/interrupts | wc -c; ls /sys/firmware;"
                    + " echo 1 >/proc/sys/kernel/sysrq || echo no; touch /sys/x || echo ro;"
                    + " mount -t tmpfs t /tmp || echo denied"));

    assertThat(output.lines()).containsExactly("0", "no", "ro", "denied");
  }

  @Test
  void noNewPrivilegesWhereAsked() throws Exception {
    ContainerSpec spec = node.spec(sandbox, "sleep", "1000");
    node.run(TestNode.with(spec, security(false, true, false, List.of(), List.of("ALL"))));

    long pid = node.status(spec).pid();
    assertThat(TestNode.procStatus(pid, "NoNewPrivs")).isEqualTo("1");
    assertThat(TestNode.procStatus(pid, "CapBnd")).isEqualTo("0000000000000000");
  }

  @Test
  void privilegedHasAllThatCarobHas() throws Exception {
    ContainerSpec spec = node.spec(sandbox, "sleep", "1000");
    node.run(TestNode.with(spec, security(true, false, false, List.of(), List.of())));

    long pid = node.status(spec).pid();
    long self = ProcessHandle.current().pid();
    assertThat(TestNode.procStatus(pid, "CapBnd")).isEqualTo(TestNode.procStatus(self, "CapBnd"));
    assertThat(TestNode.procStatus(pid, "Seccomp")).isEqualTo("0");
    assertThat(Files.exists(Path.of("/proc/" + pid + "/root/dev/kmsg"))).isTrue();
  }

  @Test
  void readOnlyRootRefusesWrites() throws Exception {
    ContainerSpec spec = node.spec(sandbox, "sh", "-c", "touch /new || echo refused");
    String output =
        node.outputOf(TestNode.with(spec, security(false, false, true, List.of(), List.of())));

    assertThat(output).contains("refused");
    assertThat(node.image.resolve("new")).doesNotExist();
  }

  @Test
  void userIsFoundInsideTheImage() throws Exception {
    ContainerSpec spec = node.spec(sandbox, "id");

    assertThat(node.outputOf(TestNode.with(spec, "web")))
        .startsWith("uid=1001(web) gid=1002(web) groups=1002(web),1003(logs)");
  }

  @Test
  void userFilesThatLeadOutOfTheImageAreNotFollowed() throws Exception {
    Files.delete(node.image.resolve("etc/passwd"));
    Path outside = Files.writeString(node.root.resolve("outside"), "spy:x:7:7::/:/bin/sh\n");
    Files.createSymbolicLink(node.image.resolve("etc/passwd"), outside);
    ContainerSpec spec = node.spec(sandbox, "id");

    assertFails(ErrorCode.NOT_FOUND, TestNode.with(spec, "spy"));
  }

  @Test
  void userFilesThatNeverEndAreRefused() throws Exception {
    Files.delete(node.image.resolve("etc/group"));
    try (RootDirectory image = RootDirectory.open(node.image)) {
      image.mknod("etc/group", FileType.FIFO, 0644, 0);
    }

    assertFails(ErrorCode.INVALID_ARGUMENT, node.spec(sandbox, "id"));
  }

  @Test
  void kernelFoldersThatLeadOutOfTheImageAreRefused() throws Exception {
    Path victim = Files.createDirectory(node.root.resolve("victim"));
    Files.writeString(victim.resolve("ptmx"), "precious");
    for (String folder : List.of("dev", "proc", "sys")) {
      Path inside = node.image.resolve(folder);
      Files.delete(inside);
      Files.createSymbolicLink(inside, victim);
      assertFails(ErrorCode.INVALID_ARGUMENT, node.spec(sandbox, "id"));
      Files.delete(inside);
      Files.createDirectory(inside);
    }

    assertThat(victim.resolve("ptmx")).hasContent("precious");
    assertThat(victim.toFile().list()).containsExactly("ptmx");
  }

  @Test
  void rootIsRefusedWhereAsked() {
    ContainerSpec spec = node.spec(sandbox, "id");
    SecuritySpec nonRoot =
        new SecuritySpec(
            false,
            false,
            false,
            false,
            List.of(),
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            true,
            List.of());

    assertFails(ErrorCode.INVALID_ARGUMENT, TestNode.with(spec, nonRoot));
  }

  private void assertFails(ErrorCode code, ContainerSpec spec) {
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(() -> node.containers.create(spec))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private static SecuritySpec security(
      boolean privileged,
      boolean noNewPrivileges,
      boolean readOnly,
      List<String> add,
      List<String> drop) {
    return new SecuritySpec(
        privileged,
        noNewPrivileges,
        readOnly,
        false,
        add,
        drop,
        OptionalLong.empty(),
        OptionalLong.empty(),
        false,
        List.of());
  }
}
