package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.Registries;
import io.carob.api.image.RegistryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pulls the images of one pod's containers, beside the pod's turns: a turn finds out how a pull
 * stands, and the end of a pull triggers a turn. After a failure it waits, each time longer, as the
 * kubelet does. Nothing of it is written down: after a restart the pull begins again, and goes on
 * with what had come.
 */
final class ImagePulls {

  /** How often a turn looks, should nothing trigger one. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Node node;
  private final PodEvents events;
  private final Runnable ended;
  private final Map<String, Pull> pulls = new HashMap<>();

  /** How the pull for one container stands. */
  private static final class Pull {
    private boolean running;
    private boolean told;
    private int failures;
    private @Nullable Image image;
    private @Nullable CarobException failure;
    private Instant next = Instant.MIN;
  }

  ImagePulls(Node node, PodEvents events, Runnable ended) {
    this.node = node;
    this.events = events;
    this.ended = ended;
  }

  /** The container needs no pull. */
  synchronized void forget(String container) {
    Pull pull = pulls.get(container);
    if (pull != null && !pull.running) {
      pulls.remove(container);
    }
  }

  /**
   * The image, freshly pulled, and unpacked while it came as far as the snapshotter can.
   *
   * @throws NotYet while it is pulled, and until the next try after a failure
   */
  synchronized Image get(
      String container, ImageReference name, String snapshotter, Registries registries) {
    Pull pull = pulls.computeIfAbsent(container, c -> new Pull());
    Instant now = node.work().now();
    if (pull.image != null) {
      pulls.remove(container);
      return pull.image;
    }
    CarobException failure = pull.failure;
    if (failure != null && now.isBefore(pull.next)) {
      throw failed(pull, failure, name, now);
    }
    if (!pull.running) {
      begin(pull, name, snapshotter, registries);
    }
    throw NotYet.quietly(
        "ContainerCreating",
        new CarobException(ErrorCode.UNAVAILABLE, "pulling image \"" + name + "\""),
        now.plus(LOOK));
  }

  /** First what is wrong; on later looks, that it is being waited for. */
  private static NotYet failed(
      Pull pull, CarobException failure, ImageReference name, Instant now) {
    if (!pull.told) {
      pull.told = true;
      Instant look = now.plus(LOOK);
      return NotYet.until("ErrImagePull", failure, pull.next.isBefore(look) ? pull.next : look);
    }
    String text = "Back-off pulling image \"" + name + "\": " + failure.getMessage();
    return NotYet.quietly(
        "ImagePullBackOff", new CarobException(failure.code(), text, failure), pull.next);
  }

  private void begin(Pull pull, ImageReference name, String snapshotter, Registries registries) {
    pull.running = true;
    events.normal("Pulling", "Pulling image \"" + name + "\"");
    node.work().run(() -> run(pull, name, snapshotter, registries));
  }

  private void run(Pull pull, ImageReference name, String snapshotter, Registries registries) {
    try {
      RegistryOptions options = RegistryOptions.DEFAULT.withSnapshotter(snapshotter);
      Image image = registries.pull(name, options, ImportProgress.NONE);
      events.normal("Pulled", "Successfully pulled image \"" + name + "\"");
      end(pull, image, null);
    } catch (CarobException e) {
      events.warning("Failed", "Failed to pull image \"" + name + "\": " + e.getMessage());
      end(pull, null, e);
    } catch (RuntimeException | LinkageError e) { // the bundle may just be on its way out
      end(pull, null, new CarobException(ErrorCode.INTERNAL, "the pull failed: " + e, e));
    }
    ended.run();
  }

  private synchronized void end(
      Pull pull, @Nullable Image image, @Nullable CarobException failure) {
    pull.running = false;
    pull.image = image;
    pull.failure = failure;
    if (failure != null) {
      pull.failures++;
      pull.told = false;
      pull.next = node.work().now().plus(node.restartBackoff().retry(pull.failures));
    }
  }
}
