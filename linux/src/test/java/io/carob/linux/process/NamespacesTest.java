package io.carob.linux.process;

import static io.carob.linux.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.linux.Await;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespacesTest {

  private static final Set<Namespace> FIVE =
      EnumSet.of(Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.PID, Namespace.NETWORK);

  private final List<SpawnedProcess> started = new ArrayList<>();
  private Path temp;

  @BeforeEach
  void folder(@TempDir Path dir) throws IOException {
    temp = dir.toRealPath();
  }

  @AfterEach
  void end() throws Exception {
    for (SpawnedProcess process : started) {
      Pids.signal(process.pid(), process.startTime(), Signals.KILL);
      process.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  private SpawnedProcess spawn(Set<Namespace> unshare, Map<Namespace, Path> join, String... argv) {
    boolean net = unshare.contains(Namespace.NETWORK);
    Optional<String> host =
        unshare.contains(Namespace.UTS) ? Optional.of("carob-test") : Optional.empty();
    SpawnedProcess process =
        Namespaces.spawn(
            new NamespaceRequest(
                unshare,
                join,
                host,
                net,
                List.of(argv),
                List.of("PATH=/usr/bin:/bin", "MARK=x y")));
    started.add(process);
    return process;
  }

  private static String link(long pid, Namespace kind) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", kind.fileName()))
        .toString();
  }

  @Test
  void programIsProcessOneInNamespacesOfItsOwn() throws Exception {
    SpawnedProcess process = spawn(FIVE, Map.of(), "/bin/sleep", "1000");
    long self = ProcessHandle.current().pid();
    for (Namespace kind : Namespace.values()) {
      assertThat(link(process.pid(), kind).equals(link(self, kind)))
          .isEqualTo(!FIVE.contains(kind));
    }
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    assertThat(status).containsPattern("NSpid:\\t" + process.pid() + "\\t1\\n");
    assertThat(status).containsPattern("SigBlk:\\t0+\\n").containsPattern("SigIgn:\\t0+\\n");
    assertThat(Pids.startTime(process.pid())).hasValue(process.startTime());
  }

  @Test
  void programGetsOnlyDevNullAndItsOwnEnvironment() throws Exception {
    SpawnedProcess process = spawn(FIVE, Map.of(), "/bin/sleep", "1000");
    Path proc = Path.of("/proc/" + process.pid());
    Await.until(() -> Files.readString(proc.resolve("cmdline")).equals("/bin/sleep\0001000\000"));
    try (var fds = Files.list(proc.resolve("fd"))) {
      assertThat(fds.map(NamespacesTest::target)).hasSize(3).containsOnly("/dev/null");
    }
    assertThat(Files.readString(proc.resolve("environ")))
        .isEqualTo("PATH=/usr/bin:/bin\0MARK=x y\0");
    assertThat(target(proc.resolve("cwd"))).isEqualTo("/");
    String stat = Files.readString(proc.resolve("stat"));
    String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
    assertThat(session).isEqualTo(Long.toString(process.pid()));
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The network namespaces of all threads of this process. */
  private static Set<String> networks() throws IOException {
    Set<String> found = new HashSet<>();
    try (var tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        try {
          found.add(Files.readSymbolicLink(task.resolve("ns/net")).toString());
        } catch (IOException e) {
          // it has ended
        }
      }
    }
    return found;
  }

  @Test
  void threadsOfTheJvmStayWhereTheyWere() throws Exception {
    SpawnedProcess process = spawn(FIVE, Map.of(), "/bin/sleep", "1000");
    String own = link(ProcessHandle.current().pid(), Namespace.NETWORK);
    // The thread that was in the namespaces ends by itself.
    Await.until(() -> networks().stream().allMatch(own::equals));
    assertThat(link(process.pid(), Namespace.NETWORK)).isNotEqualTo(own);
    Thread fresh = new Thread(() -> {});
    fresh.start();
    fresh.join();
  }

  @Test
  void hostnameAndLoopbackAreSet() throws Exception {
    SpawnedProcess process = spawn(FIVE, Map.of(), "/bin/sleep", "1000");
    Path ns = Path.of("/proc/" + process.pid() + "/ns");
    boolean up =
        Namespaces.run(
            Map.of(Namespace.NETWORK, ns.resolve("net")),
            () -> NetworkInterface.getByName("lo").isUp());
    assertThat(up).isTrue();
    String name =
        Namespaces.run(
            Map.of(Namespace.UTS, ns.resolve("uts")),
            () -> Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    assertThat(name).isEqualTo("carob-test");
    assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip())
        .isNotEqualTo("carob-test");
  }

  @Test
  void endedProgramIsReapedAndItsStatusKnown() throws Exception {
    SpawnedProcess process = spawn(FIVE, Map.of(), "/bin/sh", "-c", "exit 7");
    assertThat(process.onExit().get(60, TimeUnit.SECONDS)).isEqualTo(new ExitStatus(7, 0));
    assertThat(Path.of("/proc/" + process.pid())).doesNotExist();
    SpawnedProcess killed = spawn(FIVE, Map.of(), "/bin/sleep", "1000");
    assertThat(Pids.signal(killed.pid(), killed.startTime(), Signals.KILL)).isTrue();
    assertThat(killed.onExit().get(60, TimeUnit.SECONDS)).isEqualTo(new ExitStatus(0, 9));
    assertThat(Path.of("/proc/" + killed.pid())).doesNotExist();
  }

  @Test
  void failuresAreToldWithTheirCode() {
    assertFails(ErrorCode.NOT_FOUND, () -> spawn(FIVE, Map.of(), "/no/such/program"));
    assertFails(
        ErrorCode.NOT_FOUND,
        () -> spawn(Set.of(), Map.of(Namespace.NETWORK, temp.resolve("none")), "/bin/true"));
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () ->
            Namespaces.run(Map.of(Namespace.NETWORK, Path.of("/proc/self/ns/uts")), () -> "never"));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> spawn(Set.of(), Map.of(), "relative"));
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () ->
            spawn(
                Set.of(Namespace.NETWORK),
                Map.of(Namespace.NETWORK, Path.of("/proc/self/ns/net")),
                "/bin/true"));
  }

  @Test
  void privateMountsAreSeenOnlyInside() throws Exception {
    Path target = Files.createDirectory(temp.resolve("t"));
    boolean inside =
        Namespaces.runWithPrivateMounts(
            () -> {
              Mounts.mount(new Mount("tmpfs", "tmpfs", List.of()), target);
              return Mounts.isMountPoint(target);
            });
    assertThat(inside).isTrue();
    assertThat(Mounts.isMountPoint(target)).isFalse();
  }

  @Test
  void exceptionsOfTheWorkComeThrough() {
    assertThatThrownBy(
            () ->
                Namespaces.runWithPrivateMounts(
                    () -> {
                      throw new IOException("from inside");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("from inside");
  }

  @Test
  void manySpawnsLeaveNoDescriptorAndNoThread() throws Exception {
    spawn(FIVE, Map.of(), "/bin/true").onExit().get(60, TimeUnit.SECONDS);
    long before = descriptors();
    for (int i = 0; i < 30; i++) {
      spawn(FIVE, Map.of(), "/bin/true").onExit().get(60, TimeUnit.SECONDS);
    }
    Await.until(() -> descriptors() <= before);
    Await.until(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("carob-")));
  }

  /** Those of the kinds that a spawn opens; the JVM opens jars and modules when it likes. */
  private static long descriptors() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.map(NamespacesTest::target)
          .filter(t -> t.matches("anon_inode:\\[pidfd]|pipe:.*|(mnt|uts|ipc|pid|net|user):\\[.*"))
          .count();
    }
  }
}
