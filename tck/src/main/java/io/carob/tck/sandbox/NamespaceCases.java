package io.carob.tck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** B1: what a sandbox says of its namespaces is so. */
final class NamespaceCases {

  private static final List<NamespaceKind> ALWAYS =
      List.of(NamespaceKind.NET, NamespaceKind.IPC, NamespaceKind.UTS);

  private NamespaceCases() {}

  static void namespacesAreThePodsOwn(SandboxBench bench) throws IOException {
    Sandbox sandbox = bench.create(bench.spec());
    Sandbox other = bench.create(bench.spec());
    assertThat(sandbox.namespaces()).containsOnlyKeys(ALWAYS);
    assertThat(sandbox.hostNamespaces()).isEmpty();
    for (Map.Entry<NamespaceKind, Path> one : sandbox.namespaces().entrySet()) {
      String own = ofProcess(sandbox.pausePid(), one.getKey());
      assertThat(ofFile(one.getValue(), one.getKey()))
          .as("the file of %s names pause's", one.getKey())
          .isEqualTo(own);
      assertThat(own)
          .as("%s is not the host's or another pod's", one.getKey())
          .isNotEqualTo(ofSelf(one.getKey()))
          .isNotEqualTo(ofProcess(other.pausePid(), one.getKey()));
    }
  }

  static void hostNamespacesAreTheHosts(SandboxBench bench) throws IOException {
    Set<NamespaceKind> host = Set.of(NamespaceKind.NET, NamespaceKind.IPC, NamespaceKind.PID);
    Sandbox sandbox = bench.create(bench.spec(host, false));
    assertThat(sandbox.hostNamespaces()).containsAll(host).contains(NamespaceKind.UTS);
    assertThat(sandbox.namespaces()).doesNotContainKeys(NamespaceKind.NET, NamespaceKind.IPC);
    for (NamespaceKind kind : ALWAYS) {
      assertThat(ofProcess(sandbox.pausePid(), kind)).isEqualTo(ofSelf(kind));
    }
  }

  static void sharedProcessNamespaceIsThatOfPause(SandboxBench bench) throws IOException {
    Sandbox sandbox = bench.create(bench.spec(Set.of(), true));
    assertThat(sandbox.namespaces()).containsKey(NamespaceKind.PID);
    Path file = sandbox.namespaces().getOrDefault(NamespaceKind.PID, Path.of(""));
    String own = ofProcess(sandbox.pausePid(), NamespaceKind.PID);
    assertThat(ofFile(file, NamespaceKind.PID)).isEqualTo(own);
    assertThat(own).isNotEqualTo(ofSelf(NamespaceKind.PID));
    assertThat(Files.readAllLines(Path.of("/proc/" + sandbox.pausePid() + "/status")))
        .as("pause is the first process there")
        .anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t1"));
  }

  private static String ofSelf(NamespaceKind kind) throws IOException {
    return ofProcess(ProcessHandle.current().pid(), kind);
  }

  private static String ofProcess(long pid, NamespaceKind kind) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + word(kind))).toString();
  }

  /** As the links of processes say it, from a file on which a namespace is mounted. */
  private static String ofFile(Path file, NamespaceKind kind) throws IOException {
    return word(kind) + ":[" + Files.getAttribute(file, "unix:ino") + "]";
  }

  private static String word(NamespaceKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
