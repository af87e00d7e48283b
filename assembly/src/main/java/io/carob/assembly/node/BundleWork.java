package io.carob.assembly.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.assembly.drivers.Limited;
import io.carob.assembly.drivers.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;

/**
 * What is done to bundles by name. A bundle's own code runs when it starts or stops and may not
 * come to an end: that costs one thread and this bundle. The framework keeps the bundle locked
 * then, so nobody touches it until that has ended.
 */
final class BundleWork {

  private static final String WAY_OUT =
      "Mend the bundle and bring it with `carob bundle install JAR`, or raise activation.seconds in"
          + " conf/io.carob.drivers.cfg";

  private final Map<Bundle, Work> running = new ConcurrentHashMap<>();
  private final Map<String, ReentrantLock> names = new ConcurrentHashMap<>();

  private static final class Work {
    private final String operation;
    private volatile boolean hangs;

    Work(String operation) {
      this.operation = operation;
    }
  }

  /** What is done to a bundle. */
  interface Step {
    /** Does it; a bundle that cannot be used is refused. */
    void run() throws Refusal;
  }

  /**
   * Does something that nobody else does for a bundle of that name meanwhile.
   *
   * @throws CarobException {@code UNAVAILABLE} when another one did not end in time
   */
  <R> R alone(String name, Duration patience, Supplier<R> work) {
    ReentrantLock lock = names.computeIfAbsent(name, any -> new ReentrantLock());
    try {
      if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CarobException(
            ErrorCode.UNAVAILABLE,
            "another command works on bundle " + name + "; try again when it has ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "interrupted while waiting for bundle " + name, e);
    }
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does something to a bundle within a limit. One who is interrupted waits on: the bundle may be
   * the one by which the command came.
   *
   * @param operation in one word, as {@code start}
   * @param late what is done when it has ended after the limit, on its thread
   * @throws Refusal what the step raises, or that it has not ended
   */
  void run(Bundle bundle, String operation, Duration limit, Step step, Runnable late)
      throws Refusal {
    Work work = new Work(operation);
    running.put(bundle, work);
    try {
      boolean unused =
          Limited.run(
              bundle.getSymbolicName(),
              new Limited.Terms("its " + operation, limit, WAY_OUT, true),
              BundleWork::isTheirs,
              givenUp -> {
                step.run();
                return true;
              },
              () -> {
                try {
                  late.run();
                } finally {
                  running.remove(bundle, work);
                }
              });
      running.remove(bundle, work);
    } catch (Refusal | RuntimeException e) {
      if (e instanceof Refusal refusal && refusal.isHanging()) {
        work.hangs = true;
      } else {
        running.remove(bundle, work);
      }
      throw e;
    }
  }

  /** What has not ended of a bundle, though nobody waits for it any more. */
  Optional<String> hanging(Bundle bundle) {
    Work work = running.get(bundle);
    return work != null && work.hangs ? Optional.of(work.operation) : Optional.empty();
  }

  /** What hangs, by the symbolic names of the bundles, in words. */
  Map<String, String> troubles() {
    Map<String, String> troubles = new TreeMap<>();
    running.forEach(
        (bundle, work) -> {
          if (work.hangs) {
            troubles.put(
                bundle.getSymbolicName(),
                "its " + work.operation + " has not ended, and nothing waits for it");
          }
        });
    return troubles;
  }

  private static boolean isTheirs(String type) {
    return !type.startsWith("java.")
        && !type.startsWith("jdk.")
        && !type.startsWith("sun.")
        && !type.startsWith("org.apache.felix.")
        && !type.startsWith("io.carob.assembly.drivers.")
        && !type.startsWith(PlainBundles.class.getName())
        && !type.startsWith(OldVersion.class.getName())
        && !type.startsWith(Namesakes.class.getName())
        && !type.startsWith(BundleStart.class.getName())
        && !type.startsWith(BundleWork.class.getName());
  }
}
