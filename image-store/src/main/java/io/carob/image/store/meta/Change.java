package io.carob.image.store.meta;

import java.util.function.Consumer;

/**
 * A change of the record: checks its conditions on the state as it will be just before, and says
 * which rows change. It must do nothing else, and take no lock: it runs on the thread of any
 * caller. When it raises an exception, nothing of it is recorded.
 *
 * @param <R> what it answers
 */
@FunctionalInterface
public interface Change<R> {

  /**
   * Decides the change.
   *
   * @param state the state that the edits will meet
   * @param edits takes the edits, in order
   */
  R plan(State state, Consumer<Edit> edits);
}
