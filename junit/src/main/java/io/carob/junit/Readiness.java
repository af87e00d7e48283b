package io.carob.junit;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import io.carob.api.embed.Carob;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.PodInfo.ContainerInfo;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ContainerStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits until a pod can be used. */
final class Readiness {

  private static final long BETWEEN_CONNECTIONS_MILLIS = 50;

  private final Carob carob;
  private final ResourceKey pod;
  private final Duration limit;
  private final long end;

  private Readiness(Carob carob, ResourceKey pod, Duration limit) {
    this.carob = carob;
    this.pod = pod;
    this.limit = limit;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /**
   * Waits.
   *
   * @throws CarobException {@code UNAVAILABLE} when the time is over, {@code FAILED_PRECONDITION}
   *     when the pod has failed; both say what the pod does
   */
  static void await(PodHandle handle, ResourceKey pod, Duration limit, int... ports) {
    Readiness readiness = new Readiness(handle.node(), pod, limit);
    try {
      readiness.awaitContainers();
      for (int port : ports) {
        readiness.awaitPort(handle.ip(), port);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw readiness.failure(ErrorCode.UNAVAILABLE, "waiting for it was interrupted");
    }
  }

  private void awaitContainers() throws InterruptedException {
    Semaphore changed = new Semaphore(0);
    try (Subscription watch = carob.resources().watch(key -> changed.release())) {
      while (!isReady(find())) {
        changed.drainPermits();
        // What changed before the permits were taken is seen here; what changes later gives one.
        if (!isReady(find()) && !changed.tryAcquire(left(), TimeUnit.NANOSECONDS)) {
          throw failure(ErrorCode.UNAVAILABLE, "its containers do not run " + after());
        }
      }
    }
  }

  private boolean isReady(Optional<PodInfo> found) {
    String phase = found.map(PodInfo::phase).orElse("");
    if (phase.equals("Failed")) {
      throw failure(ErrorCode.FAILED_PRECONDITION, "it has failed");
    }
    return phase.equals("Succeeded") || (phase.equals("Running") && allRun(found.orElseThrow()));
  }

  private static boolean allRun(PodInfo pod) {
    return pod.containers().stream()
        .filter(container -> !container.init())
        .allMatch(container -> container.waiting().isEmpty() && runsOrIsDone(container));
  }

  private static boolean runsOrIsDone(ContainerInfo container) {
    return container
        .status()
        .filter(
            status ->
                status.state() == ContainerStatus.State.RUNNING
                    || status.exit().filter(exit -> exit.code() == 0).isPresent())
        .isPresent();
  }

  /** Nothing tells when a port is listened on, so it is tried again and again. */
  private void awaitPort(String address, int port) throws InterruptedException {
    Optional<IOException> refused = connect(address, port);
    while (refused.isPresent()) {
      isReady(find()); // a pod that has failed meanwhile says so at once
      if (left() == 0) {
        throw failure(
            ErrorCode.UNAVAILABLE,
            "port " + port + " of " + address + " is not there " + after() + ": " + refused.get());
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_CONNECTIONS_MILLIS);
      refused = connect(address, port);
    }
  }

  private Optional<IOException> connect(String address, int port) {
    try (Socket socket = new Socket()) {
      int millis = (int) Math.max(1, Math.min(1_000, TimeUnit.NANOSECONDS.toMillis(left())));
      socket.connect(new InetSocketAddress(address, port), millis);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  private Optional<PodInfo> find() {
    return carob.pods().find(pod.namespace(), pod.name());
  }

  private long left() {
    return Math.max(0, end - System.nanoTime());
  }

  private String after() {
    return "after " + limit.toSeconds() + " s";
  }

  private CarobException failure(ErrorCode code, String reason) {
    return new CarobException(
        code,
        "waiting for " + pod + ": " + reason + ". It is " + PodWords.state(find()) + way(code));
  }

  private static String way(ErrorCode code) {
    return code == ErrorCode.UNAVAILABLE
        ? ". Mend that, or give it more time by readySeconds"
        : ". Its log says more";
  }
}
