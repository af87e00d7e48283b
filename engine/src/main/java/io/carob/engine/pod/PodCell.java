package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.engine.resource.Change;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The one place where a pod's state changes: first on disk, then for readers. */
final class PodCell {

  private final Node node;
  private final String uid;
  private final Runnable changed;
  private volatile @Nullable PodState state;

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

  void set(PodState next) {
    if (next.equals(state)) {
      return;
    }
    node.store().write(false, List.of(new Change.PutState(uid, PodStateJson.write(next))));
    state = next;
    changed.run();
  }

  void update(UnaryOperator<PodState> change) {
    set(change.apply(get()));
  }

  ContainerState container(String name) {
    return get().container(name);
  }

  void put(ContainerState container) {
    set(get().with(container));
  }
}
