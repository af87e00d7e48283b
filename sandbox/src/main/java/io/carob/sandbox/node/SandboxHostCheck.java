package io.carob.sandbox.node;

import io.carob.api.node.HostCheck;
import io.carob.api.node.NodeLayout;
import io.carob.linux.host.Capability;
import io.carob.sandbox.container.Runtimes;
import io.carob.sandbox.host.Cgroups;
import io.carob.sandbox.host.Executables;
import io.carob.sandbox.network.Networks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Looks for what sandboxes and containers need of the host. */
@Component(configurationPid = "io.carob.sandbox")
public final class SandboxHostCheck implements HostCheck {

  private static final List<String> LIMITS = List.of("cpu", "memory", "pids");

  private final String pause;
  private final String conmon;
  private final Runtimes runtimes;
  private final Networks networks;

  /** Takes the node's places and the configuration. */
  @Activate
  public SandboxHostCheck(@Reference NodeLayout layout, SandboxConfig config) {
    this(
        ConfigLists.command(config.pause_command()).get(0),
        config.conmon(),
        OciRuntimeComponent.runtimes(layout, config),
        PauseDriverComponent.networks(config));
  }

  SandboxHostCheck(String pause, String conmon, Runtimes runtimes, Networks networks) {
    this.pause = pause;
    this.conmon = conmon;
    this.runtimes = runtimes;
    this.networks = networks;
  }

  @Override
  public List<Finding> check() {
    List<Finding> findings = new ArrayList<>();
    findings.add(program("pause process", pause, "catatonit"));
    findings.add(program("container monitor", conmon, "conmon"));
    findings.add(cgroups(Cgroups.ofHost()));
    if (Capability.effective().contains(Capability.CAP_SYS_ADMIN)) {
      findings.add(runtime());
    }
    findings.add(network());
    if (networks.available()) {
      findings.add(program("address translation", "iptables", "iptables"));
    }
    return findings;
  }

  private static Finding program(String subject, String name, String aptPackage) {
    Optional<Path> found = Executables.find(name);
    if (found.isEmpty() && name.startsWith("/")) {
      return new Finding(
          subject,
          Level.FAILED,
          "there is no program " + name + ", which a setting names",
          "change the setting, which `carob config io.carob.sandbox` shows");
    }
    return found.isPresent()
        ? new Finding(subject, Level.OK, found.get().toString(), "")
        : new Finding(
            subject, Level.FAILED, name + " is not installed", "apt-get install " + aptPackage);
  }

  static Finding cgroups(Cgroups cgroups) {
    if (cgroups.versions().isEmpty()) {
      return new Finding(
          "control groups",
          Level.FAILED,
          "none are mounted below /sys/fs/cgroup",
          "mount them as systemd does: mount -t cgroup2 cgroup2 /sys/fs/cgroup");
    }
    Set<String> missing = new TreeSet<>(LIMITS);
    missing.removeAll(cgroups.controllers());
    return missing.isEmpty()
        ? new Finding("control groups", Level.OK, cgroups.versions(), "")
        : new Finding(
            "control groups",
            Level.WARNING,
            cgroups.versions() + ", without " + missing + ": such limits of pods have no effect",
            "boot the kernel with cgroup_enable=" + String.join(",", missing));
  }

  private Finding runtime() {
    Runtimes.Outcome outcome = runtimes.tryOut();
    String passedOver = String.join("; ", outcome.passedOver());
    if (outcome.name().isEmpty()) {
      return new Finding(
          "OCI runtime",
          Level.FAILED,
          passedOver.isEmpty() ? "the setting runtimes names none" : passedOver,
          passedOver.isEmpty()
              ? "name some: carob driver config pause runtimes=crun,runc"
              : "apt-get install runc crun");
    }
    String suffix = passedOver.isEmpty() ? "" : " (passed over: " + passedOver + ")";
    return new Finding("OCI runtime", Level.OK, outcome.name() + " ran a container" + suffix, "");
  }

  private Finding network() {
    if (!networks.available()) {
      return new Finding(
          "pod network",
          Level.WARNING,
          "no network configuration: pods have loopback only",
          "apt-get install containernetworking-plugins, or put a .conflist file into "
              + networks.configFolder());
    }
    List<String> missing = networks.missingPlugins();
    return missing.isEmpty()
        ? new Finding("pod network", Level.OK, networks.name(), "")
        : new Finding(
            "pod network",
            Level.FAILED,
            "network " + networks.name() + " needs plugins that are not installed: " + missing,
            "apt-get install containernetworking-plugins");
  }
}
