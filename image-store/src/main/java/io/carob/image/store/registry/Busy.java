package io.carob.image.store.registry;

import io.carob.api.Digest;
import java.util.HashSet;
import java.util.Set;

/** The blobs that are on their way: whoever wants the same one waits. */
final class Busy {

  private final Set<Digest> digests = new HashSet<>();

  void run(Digest digest, Runnable work) {
    enter(digest);
    try {
      work.run();
    } finally {
      leave(digest);
    }
  }

  private synchronized void enter(Digest digest) {
    while (!digests.add(digest)) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw RegistryErrors.interrupted("waiting for blob " + digest, e);
      }
    }
  }

  private synchronized void leave(Digest digest) {
    digests.remove(digest);
    notifyAll();
  }
}
