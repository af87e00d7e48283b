package io.carob.drivertest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.example.plain.PlainSnapshotDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Drivers for jars: each is the example with one mistake. */
public final class BrokenDrivers {

  private BrokenDrivers() {}

  /** The example itself, by another name. */
  public static class Delegating implements SnapshotDriver {

    final SnapshotDriver plain = new PlainSnapshotDriver();

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      plain.prepare(kind, place, parents);
    }

    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      return plain.mounts(kind, place, parents);
    }

    @Override
    public LayerTarget beginLayer(Path place, List<Path> parents) {
      return plain.beginLayer(place, parents);
    }

    @Override
    public void commit(Path place, List<Path> parents) {
      plain.commit(place, parents);
    }

    @Override
    public Usage usage(Path place, List<Path> parents) {
      return plain.usage(place, parents);
    }
  }

  /** Breaks S1. */
  public static final class Remembers extends Delegating {
    private final Set<Path> made = new HashSet<>();

    @Override
    public synchronized void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      super.prepare(kind, place, parents);
      made.add(place);
    }

    @Override
    public synchronized List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      if (!made.contains(place)) {
        throw new CarobException(ErrorCode.FAILED_PRECONDITION, place + " is not mine");
      }
      return super.mounts(kind, place, parents);
    }
  }

  /** Breaks S2. */
  public static final class WritesBeside extends Delegating {
    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      write(place.resolveSibling(place.getFileName() + ".lock"));
      super.prepare(kind, place, parents);
    }
  }

  /** Breaks S4. */
  public static final class WritableViews extends Delegating {
    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      return super.mounts(SnapshotKind.ACTIVE, place, parents);
    }
  }

  /** Breaks S6. */
  public static final class BeginsAnew extends Delegating {
    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      beginLayer(place, parents);
    }
  }

  /** Breaks S7. */
  public static final class OneAtATime extends Delegating {
    private static final Semaphore FREE = new Semaphore(1);

    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      if (!FREE.tryAcquire()) {
        throw new CarobException(ErrorCode.UNAVAILABLE, "busy");
      }
      try {
        super.prepare(kind, place, parents);
      } finally {
        FREE.release();
      }
    }
  }

  /** Does not say how it is called. */
  public static final class Nameless extends Delegating {
    @Override
    @SuppressWarnings("NullAway") // what it is for
    public String name() {
      return null;
    }
  }

  /** Breaks S9. */
  public static final class CountsNothing extends Delegating {
    @Override
    public Usage usage(Path place, List<Path> parents) {
      return Usage.NONE;
    }
  }

  /** Breaks S10. */
  public static final class ThrowsWhatItLikes extends Delegating {
    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      try {
        return super.mounts(kind, place, parents);
      } catch (CarobException e) {
        throw new IllegalStateException("what a surprise", e);
      }
    }
  }

  /** Breaks S11. */
  public static final class PromisesDifferences extends Delegating {
    @Override
    public Set<SnapshotCapability> capabilities() {
      return Set.of(SnapshotCapability.DIFF);
    }
  }

  /** Breaks S12. */
  public static final class RefusesItself extends Delegating {
    @Override
    public boolean readsDiskFormat(int format) {
      return false;
    }
  }

  /** Breaks S13. */
  public static final class FailsItsCheck extends Delegating {
    @Override
    public void selfCheck(Path scratch) {
      throw new CarobException(ErrorCode.INTERNAL, "not well today");
    }
  }

  /** Makes no layers, in words that would clear a terminal. */
  public static final class NoLayers extends Delegating {
    @Override
    public LayerTarget beginLayer(Path place, List<Path> parents) {
      throw new CarobException(ErrorCode.INTERNAL, "no\u001b[2J layers in " + place);
    }
  }

  /** Never answers. */
  public static final class Hangs extends Delegating {
    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      new CompletableFuture<Void>().join(); // which no interrupt ends
    }

    @Override
    public LayerTarget beginLayer(Path place, List<Path> parents) {
      prepare(SnapshotKind.ACTIVE, place, parents);
      return super.beginLayer(place, parents);
    }
  }

  /** Cannot be made. */
  public static final class CannotBeMade extends Delegating {
    /** Throws. */
    public CannotBeMade() {
      throw new IllegalStateException("no constructor today");
    }
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "x");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
