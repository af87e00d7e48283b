package io.carob.image.store.snapshot;

import io.carob.image.store.fault.Faults;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code <root>/trash/}: trees are renamed here, and deleted by one thread in the background, or at
 * once where they are nearly empty. What a crash leaves here is deleted after the next start.
 */
final class Trash implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Trash.class);

  private final Path folder;
  private final Host host;
  private final Faults faults;
  private final AtomicLong counter = new AtomicLong(System.nanoTime());
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "carob-trash");
            thread.setDaemon(true);
            return thread;
          });

  Trash(Path root, Host host, Faults faults) {
    this.faults = faults;
    this.folder = root.resolve("trash");
    this.host = host;
    Places.makeFolder(folder);
  }

  /** Deletes in the background what an earlier process left; answers how much that is. */
  int continueEarlier() {
    host.unmountBelow(folder); // a driver's probe may have been cut off while it was mounted
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(left::add);
    } catch (IOException e) {
      throw Places.failed("reading", folder, e);
    }
    left.forEach(this::delete);
    return left.size();
  }

  /**
   * Renames a tree into the trash, and deletes it: at once where there is nearly nothing in it,
   * else in the background. Does nothing if it is gone.
   */
  void take(Path tree) {
    Path target = newName("gone");
    try {
      faults.call("trash.rename");
      Files.move(tree, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw Places.failed("renaming into the trash", tree, e);
    }
    faults.at("trash.renamed");
    deleteTaken(target);
  }

  /** What is nearly empty is gone sooner than a thread is woken. */
  private void deleteTaken(Path entry) {
    try {
      faults.call("trash.delete");
      if (host.deleteFew(entry)) {
        faults.at("trash.deleted");
        return;
      }
    } catch (IOException | RuntimeException e) {
      warn(entry, e);
      return;
    }
    worker.execute(() -> deleteNow(entry));
  }

  /** An empty folder that is forgotten at the latest by the next start. */
  Path scratch() {
    Path scratch = newName("scratch");
    Places.makeFolder(scratch);
    return scratch;
  }

  /** Deletes what {@link #scratch} gave, whatever was mounted there; in the background. */
  void deleteScratch(Path scratch) {
    try {
      host.unmountBelow(scratch);
      delete(scratch);
    } catch (RuntimeException e) {
      warn(scratch, e); // also when the trash has been closed meanwhile
    }
  }

  /** Deletes something in the trash, in the background. */
  void delete(Path entry) {
    worker.execute(
        () -> {
          try {
            faults.call("trash.delete");
            deleteNow(entry);
          } catch (IOException | RuntimeException e) {
            warn(entry, e);
          }
        });
  }

  private void deleteNow(Path entry) {
    try {
      host.deleteTree(entry);
      faults.at("trash.deleted");
    } catch (RuntimeException e) {
      warn(entry, e);
    }
  }

  private static void warn(Path entry, Exception e) {
    LOG.warn("deleting {} failed; the next start tries again", entry, e);
  }

  /** Waits until what was taken so far is deleted. */
  void await() throws InterruptedException {
    try {
      worker.submit(() -> {}).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path newName(String prefix) {
    return folder.resolve(prefix + "-" + Long.toHexString(counter.incrementAndGet()));
  }

  /** Stops after the tree that is being deleted; the next start deletes the rest. */
  @Override
  public void close() {
    worker.shutdownNow();
    try {
      if (!worker.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("the trash is still being deleted after a minute; leaving that to the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
