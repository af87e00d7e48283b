package io.carob.image.store.meta;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** One thread that takes the changes that wait and commits them together. */
final class GroupWriter implements AutoCloseable {

  private static final int MOST_AT_ONCE = 256;

  private final MetaFile file;
  private final BlockingQueue<Pending<?>> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile State state;
  private boolean closed;

  GroupWriter(MetaFile file) {
    this.file = file;
    this.state = file.initial();
    this.thread = new Thread(this::run, "carob-meta-writer");
    thread.setDaemon(true);
    thread.start();
  }

  State state() {
    return state;
  }

  <R> R write(Change<R> change) {
    Pending<R> pending = new Pending<>(change);
    synchronized (this) {
      if (closed) {
        throw new CarobException(
            ErrorCode.UNAVAILABLE, "the image store is stopped; try again when it is started");
      }
      queue.add(pending);
    }
    return pending.await();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      queue.add(new Pending<>(null));
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Pending<?>> batch = new ArrayList<>();
    boolean last = false;
    while (!last) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        continue; // nobody interrupts this thread to end it: the last entry of the queue does
      }
      queue.drainTo(batch, MOST_AT_ONCE - 1);
      last = batch.get(batch.size() - 1).isLast();
      commit(batch);
      batch.clear();
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
    @Nullable Throwable failure = null;
    if (!edits.isEmpty()) {
      try {
        file.write(edits);
        state = draft;
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }
    for (Pending<?> pending : batch) {
      pending.end(failure);
    }
  }
}
