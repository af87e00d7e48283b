package io.carob.image.store.images;

/**
 * Keeps blobs from being swept away while an import or an unpacking relies on them. A sweep runs
 * when nobody is inside; one that is asked for meanwhile is done by the last to leave.
 */
final class ContentGate {

  private final Runnable sweep;
  private int inside;
  private boolean wanted;
  private boolean sweeping;

  ContentGate(Runnable sweep) {
    this.sweep = sweep;
  }

  /** From here on no blob goes, until {@link #leave}. */
  synchronized void enter() {
    boolean interrupted = false;
    while (sweeping) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    inside++;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends {@link #enter}. */
  void leave() {
    synchronized (this) {
      inside--;
    }
    sweepIfWanted();
  }

  /** Asks for a sweep: now when nobody is inside, otherwise when the last one leaves. */
  void request() {
    synchronized (this) {
      wanted = true;
    }
    sweepIfWanted();
  }

  /** Whether nobody is inside, and no sweep is wanted or running. */
  synchronized boolean isIdle() {
    return inside == 0 && !wanted && !sweeping;
  }

  private void sweepIfWanted() {
    while (begin()) {
      try {
        sweep.run();
      } finally {
        end();
      }
    }
  }

  private synchronized boolean begin() {
    if (!wanted || inside > 0 || sweeping) {
      return false;
    }
    wanted = false;
    sweeping = true;
    return true;
  }

  private synchronized void end() {
    sweeping = false;
    notifyAll();
  }
}
