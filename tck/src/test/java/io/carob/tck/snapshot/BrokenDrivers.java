package io.carob.tck.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.WhiteoutForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Drivers with one mistake each. */
final class BrokenDrivers {

  private BrokenDrivers() {}

  /** All actives of one parent write into the first one's tree. */
  static class SharesWritableFolder extends ReferenceSnapshotDriver {
    private static final Map<List<Object>, Path> FIRST = new ConcurrentHashMap<>();

    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      List<Mount> own = super.mounts(kind, place, parents);
      List<Object> siblings = List.of(place.resolveSibling("x"), parents);
      return kind == SnapshotKind.VIEW
          ? own
          : super.mounts(kind, FIRST.computeIfAbsent(siblings, s -> place), parents);
    }
  }

  /** Thinks that what is committed is never active again. */
  static class SealsForEver extends ReferenceSnapshotDriver {
    @Override
    public void commit(Path place, List<Path> parents) {
      super.commit(place, parents);
      try {
        Files.writeString(place.resolve("sealed"), "for ever");
      } catch (IOException e) {
        throw new CarobException(ErrorCode.INTERNAL, "cannot seal " + place, e);
      }
    }

    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      boolean sealed = Files.exists(place.resolve("sealed"));
      return super.mounts(sealed ? SnapshotKind.VIEW : kind, place, parents);
    }
  }

  /** Takes it for granted that places lie on one file system. */
  static class LinksFromParents extends ReferenceSnapshotDriver {
    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      super.prepare(kind, place, parents);
      if (kind == SnapshotKind.ACTIVE && !parents.isEmpty()) {
        linkAndForget(parents.get(0), place.resolve("link"));
      }
    }

    private static void linkAndForget(Path parent, Path link) {
      try (Stream<Path> all = Files.walk(parent)) {
        Optional<Path> file =
            all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)).findFirst();
        if (file.isPresent()) {
          Files.createLink(link, file.get());
          Files.delete(link);
        }
      } catch (IOException e) {
        throw new CarobException(ErrorCode.INTERNAL, "cannot link " + link, e);
      }
    }
  }

  /** Takes differences, but does not know what a whiteout is. */
  static class ForgetsWhiteouts extends FoldingSnapshotDriver {
    @Override
    boolean understandsWhiteouts() {
      return false;
    }
  }

  /** Remembers in a field which places it made. */
  static class KeepsStateInMemory extends ReferenceSnapshotDriver {
    private final Set<Path> made = ConcurrentHashMap.newKeySet();

    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      super.prepare(kind, place, parents);
      made.add(place);
    }

    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      if (made.contains(place)) {
        return super.mounts(kind, place, parents);
      }
      throw new CarobException(ErrorCode.FAILED_PRECONDITION, "not prepared by me");
    }
  }

  /** Leaves a note in each parent's place. */
  static class ChangesParent extends ReferenceSnapshotDriver {
    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      super.prepare(kind, place, parents);
      parents.forEach(parent -> write(parent.resolve("used")));
    }
  }

  /** Starts from nothing whenever it is asked to prepare. */
  static class LosesDataOnRepetition extends ReferenceSnapshotDriver {
    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      quietly(() -> Fs.removeTree(tree(place)));
      super.prepare(kind, place, parents);
    }
  }

  /** Knows a committed snapshot as nothing else. */
  static class ClosesOnCommit extends ReferenceSnapshotDriver {
    @Override
    public void commit(Path place, List<Path> parents) {
      super.commit(place, parents);
      write(place.resolve("committed"));
    }

    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      if (kind == SnapshotKind.ACTIVE && Files.exists(place.resolve("committed"))) {
        throw new CarobException(ErrorCode.FAILED_PRECONDITION, "it is committed");
      }
      return super.mounts(kind, place, parents);
    }
  }

  /** Writes a lock file beside the place. */
  static class WritesOutsideOfItsPlace extends ReferenceSnapshotDriver {
    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      write(place.resolveSibling(place.getFileName() + ".lock"));
      super.prepare(kind, place, parents);
    }
  }

  /** Has layers and snapshots written into a folder of the host. */
  static class AnswersAnotherFolder extends ReferenceSnapshotDriver {
    private final Path folder;

    AnswersAnotherFolder(Path folder) {
      this.folder = folder;
    }

    @Override
    public LayerTarget beginLayer(Path place, List<Path> parents) {
      super.beginLayer(place, parents);
      return new LayerTarget.Tree(folder);
    }

    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      return List.of(Mount.bind(folder.toString(), false));
    }
  }

  /** Counts the parents' bytes once more with every snapshot. */
  static class CountsParents extends ReferenceSnapshotDriver {
    @Override
    public Usage usage(Path place, List<Path> parents) {
      Usage sum = super.usage(place, parents);
      for (Path parent : parents) {
        sum = sum.plus(super.usage(parent, List.of()));
      }
      return sum;
    }
  }

  /** Says that nothing takes space. */
  static class CountsNothing extends ReferenceSnapshotDriver {
    @Override
    public Usage usage(Path place, List<Path> parents) {
      return Usage.NONE;
    }
  }

  /** Mounts by itself while it prepares. */
  static class LeavesMounts extends ReferenceSnapshotDriver {
    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      super.prepare(kind, place, parents);
      quietly(
          () -> {
            Path target = Files.createDirectories(place.resolve("mounted"));
            Fs.mount(List.of(Mount.bind(tree(place).toString(), false)), target);
          });
    }
  }

  /** Copies, but gives every folder the time of the copy. */
  static class ForgetsTimes extends ReferenceSnapshotDriver {
    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      boolean made = !Files.exists(tree(place));
      super.prepare(kind, place, parents);
      if (made) {
        quietly(() -> Fs.setTime(tree(place), java.time.Instant.EPOCH));
      }
    }
  }

  /** Lets views be written. */
  static class WritableViews extends ReferenceSnapshotDriver {
    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      return super.mounts(SnapshotKind.ACTIVE, place, parents);
    }
  }

  /** Refuses a second call while one is under way. */
  static class OneAtATime extends ReferenceSnapshotDriver {
    private static final AtomicInteger RUNNING = new AtomicInteger();

    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      alone(() -> super.prepare(kind, place, parents));
    }

    @Override
    public LayerTarget beginLayer(Path place, List<Path> parents) {
      alone(() -> super.beginLayer(place, parents));
      return new LayerTarget.Tree(tree(place));
    }

    private static void alone(Runnable call) {
      try {
        if (RUNNING.incrementAndGet() > 1) {
          throw new CarobException(ErrorCode.UNAVAILABLE, "busy");
        }
        call.run();
      } finally {
        RUNNING.decrementAndGet();
      }
    }
  }

  /** Takes a tree out of its place to measure it. */
  static class MeasuresAside extends ReferenceSnapshotDriver {
    private static final Semaphore BEGUN = new Semaphore(0);
    private static final Semaphore ENDED = new Semaphore(0);

    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      BEGUN.release();
      try {
        super.prepare(kind, place, parents);
      } finally {
        ENDED.release();
      }
    }

    @Override
    public Usage usage(Path place, List<Path> parents) {
      Path aside = place.resolve("aside");
      try {
        BEGUN.drainPermits();
        Files.move(tree(place), aside);
        try {
          awaitOneThatPrepares();
          return Fs.usage(aside);
        } finally {
          Files.move(aside, tree(place));
        }
      } catch (NoSuchFileException e) {
        return super.usage(place, parents);
      } catch (IOException e) {
        throw new CarobException(ErrorCode.INTERNAL, "cannot measure " + place, e);
      }
    }

    /** So that the mistake shows on a busy machine too; where nobody prepares it is short. */
    private static void awaitOneThatPrepares() {
      try {
        if (BEGUN.tryAcquire(20, TimeUnit.MILLISECONDS)) {
          ENDED.drainPermits();
          boolean unused = ENDED.tryAcquire(1, TimeUnit.SECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Raises a code that is not in the method's list. */
  static class WrongCode extends ReferenceSnapshotDriver {
    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      try {
        return super.mounts(kind, place, parents);
      } catch (CarobException e) {
        throw new CarobException(ErrorCode.NOT_FOUND, "no such place", e);
      }
    }
  }

  /** Answers the changes of the parents, not of the snapshot. */
  static class ForgetsChanges extends ReferenceSnapshotDriver {
    @Override
    public LayerSource diff(Path place, List<Path> parents) {
      LayerSource.Trees trees = (LayerSource.Trees) super.diff(place, parents);
      return trees.parent().map(p -> new LayerSource.Trees(p, trees.parent())).orElse(trees);
    }
  }

  /** Says that the whole tree is the difference, so deleted names stay. */
  static class ForgetsDeletions extends ReferenceSnapshotDriver {
    @Override
    public LayerSource diff(Path place, List<Path> parents) {
      LayerSource.Trees trees = (LayerSource.Trees) super.diff(place, parents);
      return new LayerSource.Difference(trees.folder(), WhiteoutForm.OCI);
    }
  }

  /** Can tell changes, but does not say so. */
  static class HidesItsAbility extends ReferenceSnapshotDriver {
    @Override
    public Set<SnapshotCapability> capabilities() {
      return Set.of();
    }
  }

  private static void write(Path file) {
    quietly(() -> Files.writeString(file, "x"));
  }

  private static void quietly(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Work {
    void run() throws IOException;
  }
}
