package io.carob.assembly.drivers;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what changes in the folder of certificates, from the first jar on that the policy has not
 * let pass. A folder that is not there yet is waited for where it would come.
 */
final class CertificateWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

  private final Runnable changed;
  private @Nullable WatchService service; // guarded by this, as all below
  private @Nullable Path watched;
  private boolean closed;

  /**
   * Watches nothing yet.
   *
   * @param changed runs after each change, on a thread of the watch
   */
  CertificateWatch(Runnable changed) {
    this.changed = changed;
  }

  /** Watches this folder from now on; what changed in it a moment ago counts as well. */
  synchronized void watch(Path folder) {
    Path there = Files.isDirectory(folder) ? folder : folder.getParent();
    if (closed || there == null || there.equals(watched)) {
      return;
    }
    leave();
    try {
      WatchService next = there.getFileSystem().newWatchService();
      service = next;
      WatchKey unused =
          there.register(
              next,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      watched = there;
      Thread thread = new Thread(() -> listen(next), "carob-certificates");
      thread.setDaemon(true);
      thread.start();
    } catch (IOException e) {
      LOG.warn("{} is not watched: a change of it is seen with the next jar", there, e);
      leave();
    }
  }

  private void listen(WatchService of) {
    changed.run(); // what came before it was watched
    Optional<WatchKey> key = next(of);
    while (key.isPresent()) {
      int unused = key.get().pollEvents().size();
      boolean stays = key.get().reset();
      if (!stays) {
        forget(of);
      }
      changed.run();
      key = stays ? next(of) : Optional.empty();
    }
  }

  /** The folder has gone: the next look at a jar begins anew. */
  private synchronized void forget(WatchService of) {
    if (service == of) {
      leave();
    }
  }

  private static Optional<WatchKey> next(WatchService of) {
    try {
      return Optional.of(of.take());
    } catch (ClosedWatchServiceException | InterruptedException e) {
      return Optional.empty(); // nobody needs to know any more
    }
  }

  private void leave() {
    WatchService last = service;
    service = null;
    watched = null;
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        LOG.debug("the watch of certificates does not close", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    leave();
  }
}
