package io.carob.image.store.meta;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commits changes on the threads of those who bring them. Who finds nobody at work leads: it
 * commits its own change and all that wait, in one transaction, and hands the lead to one of those
 * who came meanwhile. A change that meets no other changes no thread; many share transactions.
 */
final class GroupWriter implements AutoCloseable {

  private static final int MOST_AT_ONCE = 256;

  private final MetaFile file;
  private final ArrayDeque<Pending<?>> queue = new ArrayDeque<>();
  private volatile State state;
  private boolean led;
  private boolean closed;

  GroupWriter(MetaFile file) {
    this.file = file;
    this.state = file.initial();
  }

  State state() {
    return state;
  }

  <R> R write(Change<R> change) {
    Pending<R> pending = new Pending<>(change);
    // What a commit does must not be cut short half-way because somebody interrupts the caller.
    boolean interrupted = Thread.interrupted();
    try {
      if (enter(pending) || pending.awaitTurn()) {
        lead();
      }
    } finally {
      if (interrupted || pending.wasInterrupted()) {
        Thread.currentThread().interrupt();
      }
    }
    return pending.answer();
  }

  /** Whether the caller leads. */
  private synchronized boolean enter(Pending<?> pending) {
    if (closed) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "the image store is stopped; try again when it is started");
    }
    queue.add(pending);
    boolean leads = !led;
    led = true;
    return leads;
  }

  /** The leader's own change is among the first that wait. */
  private void lead() {
    List<Pending<?>> batch = take();
    @Nullable Throwable failure = null;
    try {
      commit(batch);
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      handOver();
    }
    for (Pending<?> pending : batch) {
      pending.end(failure);
    }
  }

  private synchronized List<Pending<?>> take() {
    List<Pending<?>> batch = new ArrayList<>();
    while (!queue.isEmpty() && batch.size() < MOST_AT_ONCE) {
      batch.add(queue.remove());
    }
    return batch;
  }

  private synchronized void handOver() {
    Pending<?> next = queue.peek();
    if (next == null) {
      led = false;
      notifyAll();
    } else {
      next.giveLead();
    }
  }

  private void commit(List<Pending<?>> batch) {
    State draft = state.draft();
    List<Edit> edits = new ArrayList<>();
    for (Pending<?> pending : batch) {
      for (Edit edit : pending.plan(draft)) {
        draft.apply(edit);
        edits.add(edit);
      }
    }
    if (!edits.isEmpty()) {
      file.write(edits);
      state = draft;
    }
  }

  /** Refuses what comes from now on, and returns when what came before is committed. */
  @Override
  public synchronized void close() {
    closed = true;
    boolean interrupted = false;
    while (led) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
