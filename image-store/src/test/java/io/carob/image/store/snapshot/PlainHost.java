package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A host whose boots and syncs the test decides. */
public final class PlainHost implements Host {

  private final String bootId;

  /** How many syncs have run. */
  public final AtomicInteger syncs = new AtomicInteger();

  /** Runs in each sync. */
  public volatile Runnable onSync = () -> {};

  /** Whether trees are small enough to be sealed. */
  public boolean seals;

  /** The marks of sealed trees. */
  public final Map<Path, String> marks = new ConcurrentHashMap<>();

  /** What is mounted, and on which folder. */
  public final Map<Path, Mount> mounted = new ConcurrentHashMap<>();

  /** How often something was mounted. */
  public final AtomicInteger mounts = new AtomicInteger();

  /** A host in the given boot. */
  public PlainHost(String bootId) {
    this.bootId = bootId;
  }

  @Override
  public String bootId() {
    return bootId;
  }

  @Override
  public void unmountBelow(Path folder) {}

  @Override
  public boolean isMounted(Path folder) {
    return mounted.containsKey(folder);
  }

  @Override
  public void mount(Mount mount, Path target) {
    mounted.put(target, mount);
    mounts.incrementAndGet();
  }

  @Override
  public void unmount(Path folder) {
    mounted.remove(folder);
  }

  @Override
  public Optional<Sealing> writeOut(Path tree) {
    return seals ? Optional.of(new PlainSealing(tree)) : Optional.empty();
  }

  @Override
  public Optional<String> seal(Path tree) {
    return Optional.ofNullable(marks.get(tree));
  }

  private final class PlainSealing implements Sealing {

    private final Path tree;

    PlainSealing(Path tree) {
      this.tree = tree;
    }

    @Override
    public boolean writeOutBeside(Path file) {
      return true;
    }

    @Override
    public void seal(String mark) {
      onSync.run();
      marks.put(tree, mark);
    }

    @Override
    public void unseal() {
      marks.remove(tree);
    }

    @Override
    public void close() {}
  }

  @Override
  public void sync(Path anyPath) {
    onSync.run();
    syncs.incrementAndGet();
  }

  @Override
  public boolean deleteFew(Path folder) {
    return false;
  }

  /** As on a host without loop devices. */
  @Override
  public LimitedPlace limited(Path image, Path place) {
    throw new CarobException(ErrorCode.FAILED_PRECONDITION, "no size limits here: " + image);
  }

  @Override
  public void deleteTree(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
