package io.carob.image.store.registry;

import io.carob.api.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The blobs that are on their way: whoever wants the same one waits, and goes on with what has come
 * if it does not come whole. As in containerd, that is so whatever registry it comes from.
 */
final class Busy {

  private final Map<Digest, String> whose = new HashMap<>();

  /** Whether it would have to wait. */
  synchronized boolean has(Digest digest) {
    return whose.containsKey(digest);
  }

  /**
   * Does the work when nobody else does it for the same blob.
   *
   * @param name of who does it
   * @param waits hears whom this waits for
   */
  void run(Digest digest, String name, Consumer<String> waits, Runnable work) {
    String told = "";
    Optional<String> other = enter(digest, name);
    while (other.isPresent()) {
      String who = other.get();
      if (!who.equals(told)) {
        waits.accept(who); // without the lock: who knows what he does with it
        told = who;
      }
      await(digest, who);
      other = enter(digest, name);
    }
    try {
      work.run();
    } finally {
      leave(digest);
    }
  }

  /** Who has it, if anybody does; else it is taken. */
  private synchronized Optional<String> enter(Digest digest, String name) {
    return Optional.ofNullable(whose.putIfAbsent(digest, name));
  }

  private synchronized void await(Digest digest, String other) {
    while (other.equals(whose.get(digest))) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw RegistryErrors.interrupted("waiting for blob " + digest, e);
      }
    }
  }

  private synchronized void leave(Digest digest) {
    whose.remove(digest);
    notifyAll();
  }
}
