package io.carob.image.store.registry;

import io.carob.api.Digest;
import java.util.HashMap;
import java.util.Map;
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
    enter(digest, name, waits);
    try {
      work.run();
    } finally {
      leave(digest);
    }
  }

  private synchronized void enter(Digest digest, String name, Consumer<String> waits) {
    String told = "";
    for (String other = whose.putIfAbsent(digest, name);
        other != null;
        other = whose.putIfAbsent(digest, name)) {
      if (!other.equals(told)) {
        waits.accept(other);
        told = other;
      }
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
