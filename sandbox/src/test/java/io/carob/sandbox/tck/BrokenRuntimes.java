package io.carob.sandbox.tck;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExitStatus;
import io.carob.sandbox.container.OciContainerRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Container runtimes with one mistake each. */
final class BrokenRuntimes {

  private BrokenRuntimes() {}

  /** The real one. */
  private static class Real extends OciContainerRuntime {
    Real(NodeLayout node) {
      super(OciRuntimeTckTest.runtimes(node), "conmon", Clock.systemUTC());
    }
  }

  /** Breaks C1: knows only what it made itself. */
  static final class Remembers extends Real {
    private final Set<String> made = new HashSet<>();

    Remembers(NodeLayout node) {
      super(node);
    }

    @Override
    public synchronized ContainerStatus create(ContainerSpec spec) {
      made.add(spec.id());
      return super.create(spec);
    }

    @Override
    public synchronized Optional<ContainerStatus> status(String id, Path directory) {
      return super.status(id, directory).filter(found -> made.contains(id));
    }
  }

  /** Breaks C2: begins anew whenever it is asked. */
  static final class BeginsAnew extends Real {
    BeginsAnew(NodeLayout node) {
      super(node);
    }

    @Override
    public ContainerStatus create(ContainerSpec spec) {
      super.remove(spec.id(), spec.directory());
      try {
        Files.createDirectories(spec.directory());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return super.create(spec);
    }
  }

  /** Breaks C3: starts a process of its own first, and forgets it when it fails. */
  static final class LeavesProcess extends Real {
    LeavesProcess(NodeLayout node) {
      super(node);
    }

    @Override
    public ContainerStatus create(ContainerSpec spec) {
      return SharedMistakes.leavesProcess(() -> super.create(spec));
    }
  }

  /** Breaks C4: takes with it what it was asked to wait for. */
  static final class EndsItsContainers extends Real {
    private final Map<String, Asked> asked = new HashMap<>();

    /** A wait that somebody has. */
    private record Asked(Path directory, CompletableFuture<ExitStatus> exit) {}

    EndsItsContainers(NodeLayout node) {
      super(node);
    }

    @Override
    public synchronized CompletableFuture<ExitStatus> exit(String id, Path directory) {
      CompletableFuture<ExitStatus> exit = super.exit(id, directory);
      asked.put(id, new Asked(directory, exit));
      return exit;
    }

    @Override
    public synchronized void close() {
      asked.forEach(
          (id, one) -> {
            if (super.status(id, one.directory()).isPresent()) {
              super.signal(id, one.directory(), "SIGKILL");
              one.exit().join(); // so that what waits always sees the end, and not the closing
            }
          });
      super.close();
    }
  }

  /** Breaks C5: refuses a second call while one is under way. */
  static final class OneAtATime extends Real {
    private final Semaphore free = new Semaphore(1);

    OneAtATime(NodeLayout node) {
      super(node);
    }

    @Override
    public ContainerStatus create(ContainerSpec spec) {
      return SharedMistakes.oneAtATime(free, () -> super.create(spec));
    }
  }

  /** Breaks C6: refuses its own form. */
  static final class RefusesItself extends Real {
    RefusesItself(NodeLayout node) {
      super(node);
    }

    @Override
    public boolean readsDiskFormat(int format) {
      return false;
    }
  }

  /** Breaks C7: leaves a file beside its scratch folder. */
  static final class LittersWhenChecked extends Real {
    LittersWhenChecked(NodeLayout node) {
      super(node);
    }

    @Override
    public void selfCheck(Path scratch) {
      try {
        Files.writeString(scratch.resolveSibling("litter"), "left");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
