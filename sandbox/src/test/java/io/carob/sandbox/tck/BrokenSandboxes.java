package io.carob.sandbox.tck;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.sandbox.pod.PauseSandboxDriver;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Sandbox drivers with one mistake each. */
final class BrokenSandboxes {

  private BrokenSandboxes() {}

  /** The real one. */
  private static class Real extends PauseSandboxDriver {
    Real(NodeLayout node) {
      super(PauseSandboxTckTest.pause(), PauseSandboxTckTest.noNetworks(node), node.cgroupParent());
    }
  }

  /** Breaks B1: finds only what it made itself. */
  static final class Remembers extends Real {
    private final Set<String> made = new HashSet<>();

    Remembers(NodeLayout node) {
      super(node);
    }

    @Override
    public synchronized Sandbox create(SandboxSpec spec) {
      made.add(spec.podUid());
      return super.create(spec);
    }

    @Override
    public synchronized Optional<Sandbox> find(String podUid, Path directory) {
      return super.find(podUid, directory).filter(found -> made.contains(podUid));
    }
  }

  /** Breaks B2: begins anew whenever it is asked. */
  static final class BeginsAnew extends Real {
    BeginsAnew(NodeLayout node) {
      super(node);
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
      super.remove(spec.podUid(), spec.directory());
      return super.create(spec);
    }
  }

  /** Breaks B3: starts a process of its own first, and forgets it when it fails. */
  static final class LeavesProcess extends Real {
    LeavesProcess(NodeLayout node) {
      super(node);
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
      return SharedMistakes.leavesProcess(() -> super.create(spec));
    }
  }

  /** Breaks B4: takes its pods with it when it is stopped. */
  static final class EndsItsPods extends Real {
    private final Set<Sandbox> asked = new HashSet<>();

    EndsItsPods(NodeLayout node) {
      super(node);
    }

    @Override
    public CompletableFuture<Void> exit(String podUid, Path directory) {
      find(podUid, directory).ifPresent(asked::add);
      return super.exit(podUid, directory);
    }

    @Override
    public void close() {
      super.close();
      asked.forEach(one -> ProcessHandle.of(one.pausePid()).ifPresent(EndsItsPods::end));
    }

    /** Gone when it is looked at. */
    private static void end(ProcessHandle pause) {
      pause.destroyForcibly();
      pause.onExit().join();
    }
  }

  /** Breaks B5: refuses a second call while one is under way. */
  static final class OneAtATime extends Real {
    private final Semaphore free = new Semaphore(1);

    OneAtATime(NodeLayout node) {
      super(node);
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
      return SharedMistakes.oneAtATime(free, () -> super.create(spec));
    }
  }

  /** Breaks B6: refuses its own form. */
  static final class RefusesItself extends Real {
    RefusesItself(NodeLayout node) {
      super(node);
    }

    @Override
    public boolean readsDiskFormat(int format) {
      return false;
    }
  }

  /** Breaks B7: is never well. */
  static final class FailsItsCheck extends Real {
    FailsItsCheck(NodeLayout node) {
      super(node);
    }

    @Override
    public void selfCheck(Path scratch) {
      throw new CarobException(ErrorCode.INTERNAL, "not well today");
    }
  }
}
