package io.carob.junit;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.embed.Carob;
import io.carob.api.pod.Event;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A pod that a test has, from the time it is ready until the test ends. It may be used by several
 * threads. Where a container is not named, the first of the manifest is meant.
 *
 * <p>What every call may raise: {@link CarobException} with {@code NOT_FOUND} when the pod is gone,
 * or has no such container, and {@code FAILED_PRECONDITION} when the container does not run.
 */
public final class PodHandle {

  private final Carob carob;
  private final ResourceKey key;

  PodHandle(Carob carob, ResourceKey key) {
    this.carob = carob;
    this.key = key;
  }

  /** The pod's name. */
  public String name() {
    return key.name();
  }

  /** The pod's namespace. */
  public String namespace() {
    return key.namespace();
  }

  /**
   * The address at which this host reaches the pod; {@code 127.0.0.1} when it uses the host's
   * network.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when it has none, as on a node without a
   *     network
   */
  public String ip() {
    Sandbox sandbox = info().sandbox().orElseThrow(this::noAddress);
    if (sandbox.hostNamespaces().contains(NamespaceKind.NET)) {
      return "127.0.0.1";
    }
    return sandbox.addresses().stream().findFirst().orElseThrow(this::noAddress);
  }

  private CarobException noAddress() {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "pod "
            + key
            + " has no address: no network is configured in /etc/cni/net.d, or where the setting"
            + " cni.conf.dir of io.carob.sandbox says. Configure one there, or let the pod use the"
            + " host's network");
  }

  /** The pod as it stands now. */
  public PodInfo info() {
    return carob
        .pods()
        .find(key.namespace(), key.name())
        .orElseThrow(() -> new CarobException(ErrorCode.NOT_FOUND, "pod " + key + " is gone"));
  }

  /** The node that it runs on. */
  public Carob node() {
    return carob;
  }

  /** Runs a command in the first container, and waits for its end. Its input is empty. */
  public Executed exec(String... command) {
    return exec(Optional.empty(), List.of(command));
  }

  /**
   * Runs a command, and waits for its end. Its input is empty.
   *
   * @param container the container; empty for the first
   */
  public Executed exec(Optional<String> container, List<String> command) {
    return commands(container).exec(command);
  }

  /** What the first container has printed so far, both outputs, since it was started last. */
  public String logs() {
    return logs(first());
  }

  /** What a container has printed so far, both outputs, since it was started last. */
  public String logs(String container) {
    return PodLogs.all(carob, key, container);
  }

  /** What happened to the pod, oldest first. */
  public List<Event> events() {
    return carob.events().list().stream().filter(event -> event.subject().equals(key)).toList();
  }

  /**
   * Copies a file of this host into the first container, which must have {@code sh}, {@code mkdir},
   * {@code dirname} and {@code cat}. Folders above it are made; what is there is written over.
   *
   * @param path where to, inside
   * @throws IOException when it cannot be read here, or not be written there, with the reason
   */
  public void copyIn(Path file, String path) throws IOException {
    commands(Optional.empty()).copyIn(file, path);
  }

  /**
   * Copies a file of the first container, which must have {@code cat}, to this host.
   *
   * @param path where it is, inside
   * @param file where to; what is there is replaced once all has come
   * @throws IOException when it cannot be read there, with the reason, or not be written here
   */
  public void copyOut(String path, Path file) throws IOException {
    commands(Optional.empty()).copyOut(path, file);
  }

  private ContainerCommands commands(Optional<String> container) {
    return new ContainerCommands(carob, key, container.orElseGet(this::first));
  }

  private String first() {
    return info().containers().stream()
        .filter(container -> !container.init())
        .findFirst()
        .map(PodInfo.ContainerInfo::name)
        .orElseThrow();
  }

  @Override
  public String toString() {
    return key.toString();
  }
}
