package io.carob.sandbox.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.sandbox.host.ExitWatch;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.Mounter;
import io.carob.sandbox.network.Networks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sandboxes held by a pause process, such as {@code catatonit -P}. Keeps nothing in memory.
 *
 * <p>No method calls another that can be overridden.
 */
public class PauseSandboxDriver implements SandboxDriver, AutoCloseable {

  private final ExitWatch exits = new ExitWatch();
  private final SandboxSetup setup;
  private final SandboxCleanup cleanup;

  /**
   * Makes the driver.
   *
   * @param pause what runs the pause process
   * @param networks the node's networks
   * @param cgroupParent the control group of all pods, removed when the last pod is gone
   */
  public PauseSandboxDriver(PauseCommand pause, Networks networks, String cgroupParent) {
    this(pause, networks, cgroupParent, Mounter.KERNEL);
  }

  /** As the other, with another way to mount. */
  public PauseSandboxDriver(
      PauseCommand pause, Networks networks, String cgroupParent, Mounter mounter) {
    this.setup = new SandboxSetup(pause, networks, mounter);
    this.cleanup = new SandboxCleanup(networks, exits, cgroupParent);
  }

  @Override
  public String name() {
    return "pause";
  }

  @Override
  public Sandbox create(SandboxSpec spec) {
    SandboxFiles files = new SandboxFiles(spec.directory());
    Optional<Sandbox> there = find(files).filter(Sandbox::ready);
    if (there.isPresent()) {
      return there.get();
    }
    if (Files.exists(files.state())) {
      remove(spec.podUid(), files); // Pause has ended, or a crash broke the making off.
    }
    try {
      return sandbox(files, setup.create(spec, files));
    } catch (RuntimeException e) {
      try {
        cleanup.remove(files);
      } catch (RuntimeException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  @Override
  public Optional<Sandbox> find(String podUid, Path directory) {
    return find(new SandboxFiles(directory));
  }

  private static Optional<Sandbox> find(SandboxFiles files) {
    return SandboxRecord.read(files.state()).map(kept -> sandbox(files, kept));
  }

  @Override
  public CompletableFuture<Void> exit(String podUid, Path directory) {
    SandboxFiles files = new SandboxFiles(directory);
    return SandboxRecord.read(files.state())
        .flatMap(SandboxRecord::pause)
        .map(exits::ended)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  @Override
  public void remove(String podUid, Path directory) {
    remove(podUid, new SandboxFiles(directory));
  }

  private void remove(String podUid, SandboxFiles files) {
    SandboxRecord.read(files.state())
        .filter(kept -> !kept.podUid().equals(podUid))
        .ifPresent(
            kept -> {
              throw new CarobException(
                  ErrorCode.INVALID_ARGUMENT,
                  "sandbox folder " + files.directory() + " is that of pod " + kept.podUid());
            });
    cleanup.remove(files);
  }

  /** Fails the futures that wait; the sandboxes live on. */
  @Override
  public void close() {
    exits.close();
  }

  private static Sandbox sandbox(SandboxFiles files, SandboxRecord kept) {
    boolean alive = kept.pause().map(HostProcess::alive).orElse(false);
    Map<NamespaceKind, Path> joined = new EnumMap<>(NamespaceKind.class);
    kept.plan().joined().forEach(kind -> joined.put(kind, files.namespace(kind)));
    return new Sandbox(
        kept.podUid(),
        files.directory(),
        alive && kept.complete(),
        alive ? kept.pause().orElseThrow().pid() : 0,
        joined,
        kept.plan().host(),
        kept.addresses());
  }
}
