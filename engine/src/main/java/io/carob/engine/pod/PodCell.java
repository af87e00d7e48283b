package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.engine.resource.Change;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a pod's state changes. What was decided is on disk before anything is done
 * for it. What has happened is true at once, for readers too, and on disk as soon as it can be
 * written: until then the cell owes it.
 */
final class PodCell {

  private static final Logger LOG = LoggerFactory.getLogger(PodCell.class);

  private final Node node;
  private final String uid;
  private final Runnable changed;
  private volatile @Nullable PodState state;
  private boolean owed;

  PodCell(Node node, String uid, Runnable changed) {
    this.node = node;
    this.uid = uid;
    this.changed = changed;
    this.state = node.store().state(uid).map(PodStateJson::read).orElse(null);
  }

  boolean begun() {
    return state != null;
  }

  @Nullable PodState peek() {
    return state;
  }

  PodState get() {
    PodState now = state;
    if (now == null) {
      throw new CarobException(ErrorCode.INTERNAL, "pod " + uid + " was not taken up");
    }
    return now;
  }

  ContainerState container(String name) {
    return get().container(name);
  }

  /** What is to be done next; it is on disk when this returns, or nothing has changed. */
  void decide(PodState next) {
    if (!next.equals(state) || owed) {
      write(next);
      state = next;
      changed.run();
    }
  }

  /** What is to be done next with one container. */
  void decide(ContainerState container) {
    decide(get().with(container));
  }

  /** What has happened; never fails. */
  void note(PodState next) {
    if (next.equals(state)) {
      return;
    }
    state = next;
    owed = true;
    try {
      write(next);
    } catch (CarobException e) {
      LOG.debug("pod {}: its state is written later", uid, e);
    }
    changed.run();
  }

  /** What has happened. */
  void note(UnaryOperator<PodState> change) {
    note(change.apply(get()));
  }

  /** What has happened to one container. */
  void note(ContainerState container) {
    note(get().with(container));
  }

  /** Writes what is owed, or says why that fails. */
  void pay() {
    PodState now = state;
    if (owed && now != null) {
      write(now);
    }
  }

  private void write(PodState next) {
    node.store().write(false, List.of(new Change.PutState(uid, PodStateJson.write(next))));
    owed = false;
  }
}
