package io.carob.image.store.meta;

/** A sync that callers share: who comes while one runs is served by the next. */
public final class SharedSync {

  private final Runnable sync;
  private long asked;
  private long done;
  private boolean running;

  /**
   * Shares one kind of sync.
   *
   * @param sync brings everything that was written before it began to the disk
   */
  public SharedSync(Runnable sync) {
    this.sync = sync;
  }

  /** Returns when a sync that began after this call has ended; raises what it raised. */
  public void now() {
    long mine = ask();
    while (true) {
      long serves = beginOrWait(mine);
      if (serves < 0) {
        return;
      }
      boolean synced = false;
      try {
        sync.run();
        synced = true;
      } finally {
        end(synced ? serves : 0);
      }
    }
  }

  private synchronized long ask() {
    return ++asked;
  }

  /** What a sync that begins now would serve; -1 when the caller is served already. */
  private synchronized long beginOrWait(long mine) {
    boolean interrupted = false;
    while (running && done < mine) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (done >= mine) {
      return -1;
    }
    running = true;
    return asked;
  }

  private synchronized void end(long served) {
    running = false;
    done = Math.max(done, served);
    notifyAll();
  }
}
