package io.carob.sandbox.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.HostCheck.Finding;
import io.carob.api.node.HostCheck.Level;
import io.carob.sandbox.OnTestNode;
import io.carob.sandbox.container.Runtimes;
import io.carob.sandbox.network.Networks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SandboxHostCheckTest extends OnTestNode {

  @Test
  void runtimeIsFoundByRunningAContainer() throws Exception {
    List<Finding> findings = check("catatonit", "conmon", List.of("no-such-runtime", "runc"));

    Finding runtime = finding(findings, "OCI runtime");
    assertThat(runtime.level()).isEqualTo(Level.OK);
    assertThat(runtime.found()).contains("runc").contains("no-such-runtime: not installed");
    assertThat(finding(findings, "pause process").level()).isEqualTo(Level.OK);
    assertThat(finding(findings, "container monitor").level()).isEqualTo(Level.OK);
    node.assertNothingLeft();
    assertThat(node.root.resolve("oci/runc")).isEmptyDirectory();
  }

  @Test
  void whatIsMissingIsSaidWithTheWayOut() {
    List<Finding> findings = check("no-such-pause", "no-such-conmon", List.of("no-such-runtime"));

    assertThat(findings).filteredOn(finding -> finding.level() == Level.FAILED).hasSize(3);
    assertThat(findings)
        .filteredOn(finding -> finding.level() != Level.OK)
        .allMatch(finding -> !finding.fix().isEmpty());
    assertThat(finding(findings, "pod network").level()).isEqualTo(Level.WARNING);
  }

  @Test
  void aSettingThatNamesNothingIsTheFault() {
    List<Finding> findings = check("catatonit", "/no/such/conmon", List.of());

    Finding monitor = finding(findings, "container monitor");
    assertThat(monitor.found()).contains("/no/such/conmon", "a setting names");
    assertThat(monitor.fix()).contains("carob config").doesNotContain("apt-get");
    Finding runtime = finding(findings, "OCI runtime");
    assertThat(runtime.found()).isEqualTo("the setting runtimes names none");
    assertThat(runtime.fix()).contains("runtimes=");
  }

  @Test
  void missingNetworkPluginIsNamed() throws Exception {
    Path folder = Files.createDirectories(node.root.resolve("none"));
    Files.writeString(
        folder.resolve("10.conf"), "{\"name\":\"n\",\"type\":\"bridge\",\"cniVersion\":\"0.4.0\"}");

    Finding network =
        finding(check("catatonit", "conmon", List.of("no-such-runtime")), "pod network");

    assertThat(network.level()).isEqualTo(Level.FAILED);
    assertThat(network.found()).contains("bridge");
  }

  @Test
  void addressTranslationIsLookedForWhereThereIsANetwork() throws Exception {
    assertThat(check("catatonit", "conmon", List.of()))
        .noneMatch(finding -> finding.subject().equals("address translation"));
    Path folder = Files.createDirectories(node.root.resolve("none"));
    Files.writeString(
        folder.resolve("10.conf"), "{\"name\":\"n\",\"type\":\"bridge\",\"cniVersion\":\"0.4.0\"}");
    Finding translation = finding(check("catatonit", "conmon", List.of()), "address translation");
    assertThat(translation.level()).isEqualTo(Level.OK);
    assertThat(translation.found()).contains("iptables");
  }

  private List<Finding> check(String pause, String conmon, List<String> runtimes) {
    return new SandboxHostCheck(
            pause,
            conmon,
            Runtimes.of(runtimes, node.root.resolve("oci"), node.cgroup),
            new Networks(node.root.resolve("none"), List.of(node.root)))
        .check();
  }

  private static Finding finding(List<Finding> findings, String subject) {
    return findings.stream().filter(f -> f.subject().equals(subject)).findFirst().orElseThrow();
  }
}
