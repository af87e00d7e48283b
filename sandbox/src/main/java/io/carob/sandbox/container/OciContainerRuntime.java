package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import io.carob.api.sandbox.ExecSession;
import io.carob.api.sandbox.ExitStatus;
import io.carob.sandbox.host.ExitWatch;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.Mounter;
import io.carob.sandbox.host.Processes;
import io.carob.sandbox.oci.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Containers through crun or runc, each under its conmon. Keeps nothing in memory.
 *
 * <p>No method calls another that can be overridden.
 */
public class OciContainerRuntime implements ContainerRuntime, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Runtimes runtimes;
  private final ContainerSetup setup;
  private final ContainerStart starts;
  private final ContainerCleanup cleanup;
  private final ExitWatch exits = new ExitWatch();
  private final Clock clock;

  /**
   * Makes the runtime.
   *
   * @param runtimes which OCI runtime to use
   * @param conmon name or path of conmon
   * @param clock for the times of creation and start
   */
  public OciContainerRuntime(Runtimes runtimes, String conmon, Clock clock) {
    this(runtimes, conmon, clock, Mounter.KERNEL);
  }

  /** As the other, with another way to mount. */
  public OciContainerRuntime(Runtimes runtimes, String conmon, Clock clock, Mounter mounter) {
    this(runtimes, new Conmon(conmon, PATIENCE), clock, mounter);
  }

  OciContainerRuntime(Runtimes runtimes, Conmon conmon, Clock clock, Mounter mounter) {
    this.runtimes = runtimes;
    this.setup = new ContainerSetup(conmon, clock, mounter);
    this.starts = new ContainerStart(exits);
    this.cleanup = new ContainerCleanup(exits);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "oci";
  }

  @Override
  public ContainerStatus create(ContainerSpec spec) {
    ContainerFiles files = new ContainerFiles(spec.id(), spec.directory());
    Optional<ContainerStatus> there = ContainerLife.status(files);
    if (there.isPresent()) {
      return there.get();
    }
    if (Files.exists(files.state())) {
      cleanup.remove(files); // A making that a crash has broken off.
    }
    try {
      setup.create(spec, files, runtimes.select());
      return require(files);
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
  public ContainerStatus start(String id, Path directory) {
    ContainerFiles files = new ContainerFiles(id, directory);
    ContainerStatus status = require(files);
    if (status.state() == State.RUNNING) {
      return status;
    }
    if (status.state() == State.STOPPED) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "container " + id + " cannot be started: it has ended; remove it and make it anew");
    }
    ContainerRecord kept = record(files).withStarted(Instant.now(clock));
    starts.start(kept);
    kept.write(files);
    return require(files);
  }

  @Override
  public Optional<ContainerStatus> status(String id, Path directory) {
    return ContainerLife.status(new ContainerFiles(id, directory));
  }

  @Override
  public CompletableFuture<ExitStatus> exit(String id, Path directory) {
    ContainerFiles files = new ContainerFiles(id, directory);
    Optional<ContainerStatus> status = ContainerLife.status(files);
    if (status.isEmpty()) {
      return CompletableFuture.failedFuture(notThere(id));
    }
    if (status.get().exit().isPresent()) {
      return CompletableFuture.completedFuture(status.get().exit().get());
    }
    ContainerRecord kept = record(files);
    // conmon writes the exit code, then ends. If it was killed, the process itself is waited for.
    return exits
        .ended(kept.monitor().orElseThrow())
        .thenCompose(over -> afterMonitor(files, kept))
        .thenApply(exit -> exit.orElseThrow(() -> notThere(id)));
  }

  private CompletableFuture<Optional<ExitStatus>> afterMonitor(
      ContainerFiles files, ContainerRecord kept) {
    Optional<ExitStatus> exit = exitOf(files, kept);
    if (exit.isPresent()) {
      return CompletableFuture.completedFuture(exit);
    }
    return exits.ended(kept.process().orElseThrow()).thenApply(over -> exitOf(files, kept));
  }

  /** How it ended; empty while it runs, or when it was removed meanwhile. */
  private static Optional<ExitStatus> exitOf(ContainerFiles files, ContainerRecord kept) {
    return ContainerRecord.read(files).flatMap(again -> ContainerLife.exit(files, kept));
  }

  @Override
  public void signal(String id, Path directory, String signal) {
    int number = Signals.number(signal);
    ContainerFiles files = new ContainerFiles(id, directory);
    if (require(files).state() != State.STOPPED) {
      Processes.signal(process(files), number);
    }
  }

  @Override
  public ExecSession exec(String id, Path directory, List<String> args, List<String> env) {
    ContainerFiles files = new ContainerFiles(id, directory);
    if (require(files).state() != State.RUNNING) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot run a command in container " + id + ": it does not run; see its last exit");
    }
    return ContainerExec.start(files, record(files), args, env);
  }

  @Override
  public void remove(String id, Path directory) {
    cleanup.remove(new ContainerFiles(id, directory));
  }

  /** Fails the futures that wait; the containers live on. */
  @Override
  public void close() {
    exits.close();
  }

  private static ContainerStatus require(ContainerFiles files) {
    return ContainerLife.status(files).orElseThrow(() -> notThere(files.id()));
  }

  private static ContainerRecord record(ContainerFiles files) {
    return ContainerRecord.read(files).orElseThrow(() -> notThere(files.id()));
  }

  private static HostProcess process(ContainerFiles files) {
    return record(files).process().orElseThrow(() -> notThere(files.id()));
  }

  private static CarobException notThere(String id) {
    return new CarobException(ErrorCode.NOT_FOUND, "there is no container " + id);
  }
}
