package io.carob.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Mount;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.PortMapping;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.api.sandbox.SecuritySpec;
import io.carob.linux.mount.MountTable;
import io.carob.linux.mount.Mounts;
import io.carob.sandbox.container.OciContainerRuntime;
import io.carob.sandbox.container.Runtimes;
import io.carob.sandbox.host.Cgroups;
import io.carob.sandbox.host.ExitWatch;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.Mounter;
import io.carob.sandbox.host.Processes;
import io.carob.sandbox.network.Networks;
import io.carob.sandbox.pod.PauseCommand;
import io.carob.sandbox.pod.PauseSandboxDriver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A node of its own for a test: folders, a control group, both drivers. Leaves nothing behind. */
public final class TestNode implements AutoCloseable {

  /** Only keeps a failure from hanging; a busy machine starts a JVM slowly. */
  static final long PATIENCE_SECONDS = 180;

  public final Path root;
  public final Path image;
  public final String cgroup;
  public PauseSandboxDriver sandboxes;
  public OciContainerRuntime containers;

  private volatile Mounter mounter = Mounter.KERNEL;
  private final Networks networks;
  private final List<Sandbox> made = new ArrayList<>();
  private final List<ContainerSpec> specs = new ArrayList<>();

  public TestNode() throws Exception {
    this(Files.createTempDirectory("carob-sandbox"), "none");
  }

  /** A node in a folder, with network configurations in a folder of it. */
  public TestNode(Path root, String networkFolder) throws Exception {
    this(root, networkFolder, "/carob-test-" + UUID.randomUUID());
  }

  /** A node that may be there already. */
  public TestNode(Path root, String networkFolder, String cgroup) throws Exception {
    this.root = root;
    this.cgroup = cgroup;
    this.networks =
        new Networks(
            root.resolve(networkFolder), List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin")));
    this.image = root.resolve("image");
    if (!Files.exists(image)) {
      TestImage.make(image);
    }
    restart();
  }

  /** How this node mounts from now on. */
  public void mounter(Mounter other) {
    mounter = other;
  }

  /** New drivers, which know nothing but what is on disk. */
  public void restart() {
    if (sandboxes != null) {
      sandboxes.close();
      containers.close();
    }
    sandboxes =
        new PauseSandboxDriver(
            new PauseCommand(List.of("catatonit", "-P")), networks, cgroup, this::mount);
    containers =
        new OciContainerRuntime(
            Runtimes.of(List.of("crun", "runc"), root.resolve("oci"), cgroup),
            "conmon",
            Clock.systemUTC(),
            this::mount);
  }

  private void mount(Mount mount, Path target) {
    mounter.mount(mount, target);
  }

  public SandboxSpec sandboxSpec(Set<NamespaceKind> host, boolean share, PortMapping... ports) {
    String uid = UUID.randomUUID().toString();
    return new SandboxSpec(
        uid,
        "default",
        "pod",
        "pod-host",
        root.resolve("sandboxes").resolve(uid),
        cgroup + "/" + uid,
        host,
        share,
        List.of(ports));
  }

  public Sandbox sandbox(SandboxSpec spec) {
    Sandbox sandbox = sandboxes.create(spec);
    made.add(sandbox);
    return sandbox;
  }

  /** A sandbox that another JVM has made. */
  public Sandbox adopt(String podUid, Path directory) {
    Sandbox sandbox = sandboxes.find(podUid, directory).orElseThrow();
    made.add(sandbox);
    return sandbox;
  }

  public Sandbox sandbox() {
    return sandbox(sandboxSpec(Set.of(), false));
  }

  public ContainerSpec spec(Sandbox sandbox, String... args) {
    String id = UUID.randomUUID().toString();
    ContainerSpec spec =
        new ContainerSpec(
            id,
            "main",
            root.resolve("containers").resolve(id),
            sandbox,
            cgroup + "/" + sandbox.podUid(),
            List.of(Mount.bind(image.toString(), false)),
            List.of(args),
            List.of("COLOUR=green"),
            "/",
            "",
            List.of(),
            SecuritySpec.DEFAULT,
            root.resolve("logs").resolve(id + ".log"),
            Map.of());
    specs.add(spec);
    return spec;
  }

  /** Creates and starts. */
  public ContainerSpec run(ContainerSpec spec) {
    containers.create(spec);
    containers.start(spec.id(), spec.directory());
    return spec;
  }

  public ContainerSpec run(Sandbox sandbox, String... args) {
    return run(spec(sandbox, args));
  }

  public ContainerStatus status(ContainerSpec spec) {
    return containers.status(spec.id(), spec.directory()).orElseThrow();
  }

  public int exitCode(ContainerSpec spec) throws Exception {
    return containers
        .exit(spec.id(), spec.directory())
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .code();
  }

  public String output(ContainerSpec spec) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(spec.logPath())) {
      String[] parts = line.split(" ", 4);
      text.append(parts[3]);
      if (parts[2].equals("F")) {
        text.append('\n');
      }
    }
    return text.toString();
  }

  /** Runs to the end and answers what was printed. */
  public String outputOf(ContainerSpec spec) throws Exception {
    run(spec);
    exitCode(spec);
    return output(spec);
  }

  public static ContainerSpec with(ContainerSpec spec, List<ContainerMount> mounts) {
    return change(spec, spec.user(), mounts, spec.security());
  }

  public static ContainerSpec with(ContainerSpec spec, SecuritySpec security) {
    return change(spec, spec.user(), spec.mounts(), security);
  }

  public static ContainerSpec with(ContainerSpec spec, String user) {
    return change(spec, user, spec.mounts(), spec.security());
  }

  private static ContainerSpec change(
      ContainerSpec spec, String user, List<ContainerMount> mounts, SecuritySpec security) {
    return new ContainerSpec(
        spec.id(),
        spec.name(),
        spec.directory(),
        spec.sandbox(),
        spec.cgroupParent(),
        spec.rootfs(),
        spec.args(),
        spec.env(),
        spec.workingDirectory(),
        user,
        mounts,
        security,
        spec.logPath(),
        spec.annotations());
  }

  public static void await(String what, BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new TimeoutException(what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  public static String namespace(long pid, String kind) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind)).toString();
  }

  public static String procStatus(long pid, String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  /** Command lines of processes that mention this node. */
  public List<String> processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .map(process -> cmdline(process.pid()))
        .filter(line -> line.contains(root.toString()))
        .toList();
  }

  public static String cmdline(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }

  /** That nothing is mounted, runs, or has a control group here. */
  public void assertNothingLeft() throws IOException {
    assertThat(MountTable.read().below(root)).isEmpty();
    assertThat(processes()).isEmpty();
    assertThat(groups()).isEmpty();
  }

  public List<Path> groups() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> roots = Files.list(Path.of("/sys/fs/cgroup"))) {
      roots
          .map(hierarchy -> hierarchy.resolve(cgroup.substring(1)))
          .filter(Files::exists)
          .forEach(found::add);
    }
    return found;
  }

  public void removeAll() {
    for (ContainerSpec spec : specs) {
      containers.remove(spec.id(), spec.directory());
    }
    specs.clear();
    for (Sandbox sandbox : made) {
      sandboxes.remove(sandbox.podUid(), sandbox.directory());
    }
    made.clear();
  }

  /** What a failed test left running. */
  private void killAll() {
    List<HostProcess> left = new ArrayList<>();
    Cgroups.ofHost().processes(cgroup).forEach(pid -> HostProcess.of(pid).ifPresent(left::add));
    ProcessHandle.allProcesses()
        .filter(process -> environment(process.pid()).contains("CAROB_SANDBOX=" + root))
        .forEach(process -> HostProcess.of(process.pid()).ifPresent(left::add));
    try (ExitWatch exits = new ExitWatch()) {
      left.forEach(process -> Processes.signal(process, 9));
      left.forEach(exits::await);
    }
  }

  private static String environment(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    try {
      removeAll();
      assertNothingLeft();
    } finally {
      containers.close();
      sandboxes.close();
      killAll();
      Mounts.unmountAll(root, true);
      Cgroups.ofHost().remove(cgroup);
      try (Stream<Path> all = Files.walk(root)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
