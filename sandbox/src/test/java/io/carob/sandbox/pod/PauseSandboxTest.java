package io.carob.sandbox.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.PortMapping;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.api.sandbox.SecuritySpec;
import io.carob.sandbox.OnTestNode;
import io.carob.sandbox.TestNode;
import io.carob.sandbox.host.Cgroups;
import io.carob.sandbox.network.Networks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PauseSandboxTest extends OnTestNode {

  private final long self = ProcessHandle.current().pid();

  @Test
  void pauseHoldsFreshNamespaces() throws Exception {
    Sandbox sandbox = node.sandbox();

    assertThat(sandbox.ready()).isTrue();
    // The kernel lets the maker go on in the middle of exec(2), where there are no words yet.
    TestNode.await("pause has words", () -> !TestNode.cmdline(sandbox.pausePid()).isEmpty());
    assertThat(TestNode.cmdline(sandbox.pausePid())).endsWith("catatonit -P ");
    for (String kind : List.of("net", "ipc", "uts", "pid")) {
      assertThat(TestNode.namespace(sandbox.pausePid(), kind))
          .isNotEqualTo(TestNode.namespace(self, kind));
    }
    assertThat(sandbox.namespaces())
        .containsOnlyKeys(NamespaceKind.NET, NamespaceKind.IPC, NamespaceKind.UTS);
  }

  @Test
  void containersShareNetIpcAndUtsButNotPids() throws Exception {
    Sandbox sandbox = node.sandbox();
    long one = node.status(node.run(sandbox, "sleep", "1000")).pid();
    long two = node.status(node.run(sandbox, "sleep", "1000")).pid();

    for (String kind : List.of("net", "ipc", "uts")) {
      String pods = TestNode.namespace(sandbox.pausePid(), kind);
      assertThat(TestNode.namespace(one, kind)).isEqualTo(pods);
      assertThat(TestNode.namespace(two, kind)).isEqualTo(pods);
    }
    assertThat(TestNode.namespace(one, "pid"))
        .isNotEqualTo(TestNode.namespace(two, "pid"))
        .isNotEqualTo(TestNode.namespace(self, "pid"));
    assertThat(TestNode.namespace(one, "mnt")).isNotEqualTo(TestNode.namespace(two, "mnt"));
    assertThat(TestNode.procStatus(one, "NSpid")).endsWith("\t1");
  }

  @Test
  void sharedProcessesAreThoseOfPause() throws Exception {
    Sandbox sandbox = node.sandbox(node.sandboxSpec(Set.of(), true));
    long pid = node.status(node.run(sandbox, "sleep", "1000")).pid();

    assertThat(TestNode.namespace(pid, "pid"))
        .isEqualTo(TestNode.namespace(sandbox.pausePid(), "pid"));
    assertThat(TestNode.procStatus(sandbox.pausePid(), "NSpid")).endsWith("\t1");
    String seen = node.outputOf(node.spec(sandbox, "ps"));
    assertThat(seen).contains("1 root").contains("catatonit").contains("sleep 1000");
  }

  @Test
  void pauseIsNoWayToTheHost() throws Exception {
    Sandbox sandbox = node.sandbox(node.sandboxSpec(Set.of(), true));

    String output =
        node.outputOf(node.spec(sandbox, "sh", "-c", "ls /proc/1/root/ && echo open; kill -9 1"));

    assertThat(output).doesNotContain("open");
    assertThat(node.sandboxes.find(sandbox.podUid(), sandbox.directory()).orElseThrow().ready())
        .isTrue();
  }

  @Test
  void whoMayTracePauseGainsNothing() throws Exception {
    Sandbox sandbox = node.sandbox(node.sandboxSpec(Set.of(), true));
    SecuritySpec tracing =
        new SecuritySpec(
            false,
            false,
            false,
            false,
            List.of("SYS_PTRACE"),
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            false,
            List.of());

    String output =
        node.outputOf(
            TestNode.with(
                node.spec(
                    sandbox,
                    "sh",
                    "-c",
                    "ls /proc/1/root/; readlink /proc/1/cwd; touch /proc/1/root/x || echo"
                        + " read-only; wc -l </proc/1/mountinfo; (echo x >/proc/1/exe) || echo"
                        + " no-write"),
                tracing));

    assertThat(output.lines().filter(line -> !line.contains("can't") && !line.contains("touch:")))
        .containsExactly("catatonit", "/", "read-only", "2", "no-write");
    long pause = sandbox.pausePid();
    for (String set : List.of("CapPrm", "CapEff", "CapBnd", "CapInh", "CapAmb")) {
      assertThat(TestNode.procStatus(pause, set)).isEqualTo("0000000000000000");
    }
    assertThat(TestNode.procStatus(pause, "NoNewPrivs")).isEqualTo("1");
    assertThat(TestNode.procStatus(pause, "Seccomp")).isEqualTo("2");
  }

  @Test
  void orphansInASharedNamespaceAreReaped() throws Exception {
    Sandbox sandbox = node.sandbox(node.sandboxSpec(Set.of(), true));
    ContainerSpec parent = node.run(sandbox, "sh", "-c", "(setsid sleep 0.2 &) ; sleep 1000");
    String cgroup = parent.cgroupParent() + "/" + parent.id();

    TestNode.await("orphan gone", () -> Cgroups.ofHost().processes(cgroup).size() == 1);
    assertThat(node.outputOf(node.spec(sandbox, "ps"))).doesNotContain("Z");
  }

  @Test
  void removalOfAContainerEndsWhatItLeftInASharedNamespace() throws Exception {
    Sandbox sandbox = node.sandbox(node.sandboxSpec(Set.of(), true));
    ContainerSpec spec = node.run(sandbox, "sh", "-c", "setsid sleep 999 & sleep 1000");
    String cgroup = spec.cgroupParent() + "/" + spec.id();
    TestNode.await("both", () -> Cgroups.ofHost().processes(cgroup).size() >= 2);

    node.containers.remove(spec.id(), spec.directory());

    assertThat(Cgroups.ofHost().processes(spec.cgroupParent())).isEmpty();
    assertThat(node.sandboxes.find(sandbox.podUid(), sandbox.directory()).orElseThrow().ready())
        .isTrue();
  }

  @Test
  void hostNameAndLoopbackAreThere() throws Exception {
    Sandbox sandbox = node.sandbox();

    String output =
        node.outputOf(node.spec(sandbox, "sh", "-c", "hostname; ping -c 1 -w 5 127.0.0.1"));

    assertThat(output).startsWith("pod-host\n").contains("1 packets received");
    assertThat(sandbox.addresses()).isEmpty();
  }

  @Test
  void hostNamespacesAreTheHosts() throws Exception {
    Sandbox sandbox =
        node.sandbox(
            node.sandboxSpec(
                Set.of(NamespaceKind.NET, NamespaceKind.PID, NamespaceKind.IPC), false));
    long pid = node.status(node.run(sandbox, "sleep", "1000")).pid();

    for (String kind : List.of("net", "ipc", "uts", "pid")) {
      assertThat(TestNode.namespace(pid, kind)).isEqualTo(TestNode.namespace(self, kind));
      assertThat(TestNode.namespace(sandbox.pausePid(), kind))
          .isEqualTo(TestNode.namespace(self, kind));
    }
    assertThat(sandbox.hostNamespaces()).contains(NamespaceKind.UTS);
  }

  @Test
  void createMayBeRepeatedAndEndsWhatACrashBegan() throws Exception {
    SandboxSpec spec = node.sandboxSpec(Set.of(), false);
    Sandbox first = node.sandbox(spec);
    assertThat(node.sandboxes.create(spec)).isEqualTo(first);

    // As if the crash had come right after pause was started, before its pid was written down.
    SandboxRecord.begun(spec).write(new SandboxFiles(spec.directory()));
    node.restart();
    Sandbox second = node.sandboxes.create(spec);

    assertThat(second.ready()).isTrue();
    assertThat(second.pausePid()).isNotEqualTo(first.pausePid());
    assertThat(ProcessHandle.of(first.pausePid()).map(ProcessHandle::isAlive).orElse(false))
        .isFalse();
  }

  @Test
  void endOfPauseIsSeenAndLeavesContainersRunning() throws Exception {
    Sandbox sandbox = node.sandbox();
    ContainerSpec spec = node.run(sandbox, "sleep", "1000");
    CompletableFuture<Void> exit = node.sandboxes.exit(sandbox.podUid(), sandbox.directory());
    assertThat(exit).isNotDone();

    ProcessHandle.of(sandbox.pausePid()).orElseThrow().destroyForcibly();

    exit.get(60, TimeUnit.SECONDS);
    Sandbox after = node.sandboxes.find(sandbox.podUid(), sandbox.directory()).orElseThrow();
    assertThat(after.ready()).isFalse();
    assertThat(after.pausePid()).isZero();
    assertThat(node.status(spec).pid()).isPositive();
    assertThat(node.sandboxes.exit(sandbox.podUid(), sandbox.directory())).isDone();
  }

  @Test
  void nextDriverAdopts() throws Exception {
    Sandbox sandbox = node.sandbox();
    CompletableFuture<Void> exit = node.sandboxes.exit(sandbox.podUid(), sandbox.directory());

    node.restart();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> exit.get(60, TimeUnit.SECONDS))
        .satisfies(
            e ->
                assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                        CarobException.class,
                        cause -> assertThat(cause.code()).isEqualTo(ErrorCode.UNAVAILABLE)));
    assertThat(node.sandboxes.find(sandbox.podUid(), sandbox.directory())).contains(sandbox);
    node.sandboxes.remove(sandbox.podUid(), sandbox.directory());
    node.sandboxes.remove(sandbox.podUid(), sandbox.directory());
    assertThat(node.sandboxes.find(sandbox.podUid(), sandbox.directory())).isEmpty();
    node.assertNothingLeft();
  }

  @Test
  void removalWaitsForTheContainers() throws Exception {
    Sandbox sandbox = node.sandbox();
    ContainerSpec spec = node.run(sandbox, "sleep", "1000");

    assertFails(
        ErrorCode.FAILED_PRECONDITION,
        () -> node.sandboxes.remove(sandbox.podUid(), sandbox.directory()));
    assertThat(node.status(spec).pid()).isPositive();
  }

  @Test
  void failedCreateLeavesNothing() throws Exception {
    PauseSandboxDriver broken =
        new PauseSandboxDriver(
            new PauseCommand(List.of("/bin/no-such-pause")),
            new Networks(node.root.resolve("none"), List.of()),
            node.cgroup);
    SandboxSpec spec = node.sandboxSpec(Set.of(), false);

    assertFails(ErrorCode.UNSUPPORTED, () -> broken.create(spec));

    broken.close();
    assertThat(Files.exists(spec.directory())).isFalse();
    node.assertNothingLeft();
  }

  @Test
  void failingNetworkLeavesNothing() throws Exception {
    Path folder = Files.createDirectories(node.root.resolve("broken"));
    Files.writeString(
        folder.resolve("10.conflist"),
        "{\"cniVersion\":\"1.0.0\",\"name\":\"x\",\"plugins\":[{\"type\":\"no-such-plugin\"}]}");
    PauseSandboxDriver broken =
        new PauseSandboxDriver(
            new PauseCommand(List.of("catatonit", "-P")),
            new Networks(folder, List.of(Path.of("/usr/lib/cni"))),
            node.cgroup);
    SandboxSpec spec = node.sandboxSpec(Set.of(), false);

    assertFails(ErrorCode.UNSUPPORTED, () -> broken.create(spec));

    broken.close();
    assertThat(Files.exists(spec.directory().resolve("ns"))).isFalse();
    node.assertNothingLeft();
  }

  @Test
  void hostPortWithoutNetworkIsUnsupported() {
    SandboxSpec spec = node.sandboxSpec(Set.of(), false, new PortMapping(18080, 80, "tcp", ""));

    assertFails(ErrorCode.UNSUPPORTED, () -> node.sandboxes.create(spec));
  }

  private static void assertFails(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
