package io.carob.gogo;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverStatus;
import io.carob.api.node.DriverJars;
import io.carob.api.node.Health;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.Pods;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.Snapshots;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The node's commands in the shell: {@code carob:pods}, {@code carob:drivers}, {@code
 * carob:snapshots}, {@code carob:health} and {@code carob:swap}. They answer lines of text, with
 * tabs between the columns, for {@code grep} and the like behind a pipe. What they show may come
 * and go.
 */
@Component(
    service = NodeCommands.class,
    property = {
      "osgi.command.scope=carob",
      "osgi.command.function=pods",
      "osgi.command.function=drivers",
      "osgi.command.function=snapshots",
      "osgi.command.function=health",
      "osgi.command.function=swap"
    })
public final class NodeCommands {

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Pods pods;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Snapshots snapshots;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Health health;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable DriverJars jars;

  @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
  private volatile List<DriverSource> sources = List.of();

  /** For Declarative Services, which set the fields. */
  public NodeCommands() {}

  /** The pods: namespace, name, phase, containers and restarts. */
  public String pods() {
    return Lines.of(there(pods, "pods").list(Optional.empty()), NodeCommands::pod);
  }

  private static List<Object> pod(PodInfo pod) {
    int restarts = pod.containers().stream().mapToInt(PodInfo.ContainerInfo::restarts).sum();
    return List.of(pod.namespace(), pod.name(), pod.phase(), pod.containers().size(), restarts);
  }

  /** The drivers: type, name, version, state, calls that run, source and reason. */
  public String drivers() {
    List<DriverStatus> all =
        sources.stream()
            .flatMap(source -> source.statuses().stream())
            .sorted(
                Comparator.comparing((DriverStatus one) -> one.info().type())
                    .thenComparing(one -> one.info().name())
                    .thenComparing(one -> one.info().version()))
            .toList();
    return Lines.of(all, NodeCommands::driver);
  }

  private static List<Object> driver(DriverStatus one) {
    return List.of(
        one.info().type(),
        one.info().name(),
        one.info().version(),
        one.state(),
        one.calls(),
        one.source(),
        one.reason());
  }

  /** All snapshots: driver, name, state and parent. */
  public String snapshots() {
    return snapshots(Optional.empty());
  }

  /** The snapshots of a driver. */
  public String snapshots(String driver) {
    return snapshots(Optional.of(driver));
  }

  private String snapshots(Optional<String> driver) {
    return Lines.of(there(snapshots, "snapshots").list(driver), NodeCommands::snapshot);
  }

  private static List<Object> snapshot(SnapshotInfo one) {
    String parent = one.parent().map(SnapshotKey::toString).orElse("-");
    return List.of(one.driver(), one.key(), one.kind(), parent);
  }

  /** The parts of the health: name, for what, level and what was found. */
  public String health() {
    return Lines.of(
        there(health, "health").parts(),
        part -> List.of(part.name(), part.kind(), part.level(), part.found()));
  }

  /**
   * Installs a driver's jar in the place of the one that is there, and says what it brought. The
   * jar's path is absolute: the service works in a folder of its own, not in the caller's.
   */
  public String swap(String jar) {
    Path file = Path.of(jar);
    if (!file.isAbsolute()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot install \""
              + jar
              + "\": the service works in another folder than you. Give the jar's absolute path");
    }
    DriverJars.Jar now = there(jars, "driver jars").install(file);
    return Lines.of(
        List.of(now),
        one -> List.of(one.bundle(), one.version(), one.state(), String.join(",", one.drivers())));
  }

  private static <T> T there(@Nullable T service, String what) {
    if (service == null) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE,
          "the service of " + what + " is not there now; `lb` shows which bundle does not run");
    }
    return service;
  }
}
