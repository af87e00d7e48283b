package io.carob.engine;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import io.carob.api.sandbox.ExecSession;
import io.carob.api.sandbox.ExitStatus;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Processes and sandboxes that live on when the engine and its drivers go. */
final class FakeKernel {

  /** Which driver the log knew of when a sandbox was last looked for. */
  volatile String lastContext = "";

  /** A container, as the kernel and the run directory hold it. */
  static final class Task {
    final ContainerSpec spec;
    State state = State.CREATED;
    @Nullable ExitStatus exit;
    final List<String> signals = new ArrayList<>();
    final List<CompletableFuture<ExitStatus>> waiting = new ArrayList<>();

    Task(ContainerSpec spec) {
      this.spec = spec;
    }
  }

  /** A sandbox. */
  static final class Box {
    final SandboxSpec spec;
    boolean ready = true;
    final List<CompletableFuture<Void>> waiting = new ArrayList<>();

    Box(SandboxSpec spec) {
      this.spec = spec;
    }
  }

  final Map<String, Task> processes = new TreeMap<>();
  final Map<String, Box> boxes = new TreeMap<>();
  final Map<String, CarobException> createFailures = new TreeMap<>();
  final List<String> log = new ArrayList<>();
  final List<CarobException> sandboxFailures = new ArrayList<>();
  boolean ignoresTerm;
  int lostKills;
  Supplier<Instant> clock = () -> Instant.EPOCH;
  int calls;
  int crashBefore = -1;
  int crashAfter = -1;

  /** Every driver call passes here; a chosen one never returns. */
  <R> R call(String what, Supplier<R> action) {
    calls++;
    if (calls == crashBefore) {
      throw new Crash(calls);
    }
    log.add(what);
    R result = action.get();
    if (calls == crashAfter) {
      throw new Crash(calls);
    }
    return result;
  }

  Task process(String containerName) {
    List<Task> found =
        processes.values().stream().filter(p -> p.spec.name().equals(containerName)).toList();
    if (found.size() != 1) {
      throw new AssertionError(containerName + ": " + found.size() + " in " + processes.keySet());
    }
    return found.get(0);
  }

  Box box(String podUid) {
    return Objects.requireNonNull(boxes.get(podUid), podUid);
  }

  private Task byId(String id) {
    return Objects.requireNonNull(processes.get(id), id);
  }

  void exit(String containerName, int code) {
    exit(process(containerName), code);
  }

  void exit(Task process, int code) {
    if (process.state == State.STOPPED) {
      return;
    }
    process.state = State.STOPPED;
    ExitStatus how = new ExitStatus(code, false, clock.get());
    process.exit = how;
    List.copyOf(process.waiting).forEach(f -> f.complete(how));
    process.waiting.clear();
  }

  void killPause(String podUid) {
    Box box = box(podUid);
    box.ready = false;
    List.copyOf(box.waiting).forEach(f -> f.complete(null));
    box.waiting.clear();
  }

  private static CarobException error(ErrorCode code, String message) {
    return new CarobException(code, message);
  }

  /** One instance of the sandbox driver. */
  final class Sandboxes implements SandboxDriver {
    private final List<CompletableFuture<Void>> own = new ArrayList<>();

    /** The form on disk that it writes, and reads up to. */
    int form = 1;

    /** Whether it answers as if nothing was there, as one does that cannot read it. */
    boolean seesNothing;

    @Override
    public String name() {
      return "pause";
    }

    @Override
    public int diskFormat() {
      return form;
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
      return call(
          "sandbox.create " + spec.podName(),
          () -> {
            if (!sandboxFailures.isEmpty()) {
              throw sandboxFailures.get(0);
            }
            if (!Files.isDirectory(spec.directory())) {
              throw new AssertionError("the core must make " + spec.directory());
            }
            Box box = boxes.computeIfAbsent(spec.podUid(), uid -> new Box(spec));
            if (!box.spec.equals(spec)) {
              throw new AssertionError("another specification: " + spec);
            }
            return sandbox(box);
          });
    }

    private Sandbox sandbox(Box box) {
      return new Sandbox(
          box.spec.podUid(),
          box.spec.directory(),
          box.ready,
          box.ready ? 4242 : 0,
          Map.of(),
          List.of(),
          List.of("10.0.0.7"));
    }

    @Override
    public Optional<Sandbox> find(String podUid, Path directory) {
      lastContext = String.valueOf(MDC.get("driver"));
      return call("sandbox.find", () -> Optional.ofNullable(boxes.get(podUid)).map(this::sandbox));
    }

    @Override
    public CompletableFuture<Void> exit(String podUid, Path directory) {
      CompletableFuture<Void> future = new CompletableFuture<>();
      Box box = boxes.get(podUid);
      if (box == null || !box.ready || seesNothing) {
        future.complete(null);
      } else {
        box.waiting.add(future);
        own.add(future);
      }
      return future;
    }

    @Override
    public void remove(String podUid, Path directory) {
      call(
          "sandbox.remove",
          () -> {
            boolean used =
                processes.values().stream()
                    .anyMatch(
                        p -> p.spec.sandbox().podUid().equals(podUid) && p.state == State.RUNNING);
            if (used) {
              throw error(ErrorCode.FAILED_PRECONDITION, "containers still run in " + podUid);
            }
            Box box = boxes.remove(podUid);
            if (box != null) {
              List.copyOf(box.waiting).forEach(f -> f.complete(null));
            }
            return true;
          });
    }

    void stop() {
      own.forEach(
          f -> f.completeExceptionally(error(ErrorCode.UNAVAILABLE, "the driver is stopped")));
    }
  }

  /** One instance of the runtime. */
  final class Runner implements ContainerRuntime {
    private final List<CompletableFuture<ExitStatus>> own = new ArrayList<>();

    /** What {@code exec} answers. */
    @Nullable ExecSession session;

    @Override
    public String name() {
      return "oci";
    }

    @Override
    public ContainerStatus create(ContainerSpec spec) {
      return call(
          "create " + spec.name(),
          () -> {
            CarobException failure = createFailures.get(spec.name());
            if (failure != null) {
              throw failure;
            }
            if (!boxes.containsKey(spec.sandbox().podUid())) {
              throw new AssertionError("no sandbox for " + spec.id());
            }
            Task process = processes.computeIfAbsent(spec.id(), id -> new Task(spec));
            return status(process);
          });
    }

    @Override
    public ContainerStatus start(String id, Path directory) {
      return call(
          "start " + byId(id).spec.name(),
          () -> {
            Task process = byId(id);
            if (process.state == State.CREATED) {
              process.state = State.RUNNING;
              write(process.spec.logPath(), "started " + id);
            }
            return status(process);
          });
    }

    @Override
    public Optional<ContainerStatus> status(String id, Path directory) {
      return Optional.ofNullable(processes.get(id)).map(this::status);
    }

    private ContainerStatus status(Task p) {
      return new ContainerStatus(
          p.spec.id(),
          p.state,
          p.state == State.STOPPED ? 0 : 4711,
          p.spec.directory().resolve("rootfs"),
          clock.get(),
          p.state == State.CREATED ? Optional.empty() : Optional.of(clock.get()),
          Optional.ofNullable(p.exit));
    }

    @Override
    public CompletableFuture<ExitStatus> exit(String id, Path directory) {
      CompletableFuture<ExitStatus> future = new CompletableFuture<>();
      Task process = processes.get(id);
      if (process == null) {
        future.completeExceptionally(error(ErrorCode.NOT_FOUND, "no container " + id));
      } else if (process.exit != null) {
        future.complete(process.exit);
      } else {
        process.waiting.add(future);
        own.add(future);
      }
      return future;
    }

    @Override
    public void signal(String id, Path directory, String signal) {
      call(
          "signal " + signal,
          () -> {
            Task process = processes.get(id);
            if (process == null) {
              throw error(ErrorCode.NOT_FOUND, "no container " + id);
            }
            process.signals.add(signal);
            if (signal.equals("SIGKILL") && lostKills > 0) {
              lostKills--;
            } else if (signal.equals("SIGKILL")) {
              FakeKernel.this.exit(process, 137);
            } else if (!ignoresTerm) {
              FakeKernel.this.exit(process, 143);
            }
            return true;
          });
    }

    @Override
    public ExecSession exec(String id, Path directory, List<String> args, List<String> env) {
      if (session != null) {
        return session;
      }
      throw error(ErrorCode.UNSUPPORTED, "no commands in this kernel");
    }

    @Override
    public void remove(String id, Path directory) {
      call(
          "remove",
          () -> {
            Task process = processes.remove(id);
            if (process != null) {
              FakeKernel.this.exit(process, 137);
            }
            return true;
          });
    }

    void stop() {
      own.forEach(
          f -> f.completeExceptionally(error(ErrorCode.UNAVAILABLE, "the driver is stopped")));
      processes.values().forEach(p -> p.waiting.removeIf(CompletableFuture::isDone));
    }
  }

  private static void write(Path log, String text) {
    try {
      Files.writeString(
          log,
          "2026-01-01T00:00:00.000000001+00:00 stdout F " + text + "\n",
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
