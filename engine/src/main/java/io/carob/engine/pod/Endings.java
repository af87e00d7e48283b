package io.carob.engine.pod;

import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ExitStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How the end of a container is told. Pure. */
final class Endings {

  private Endings() {}

  static Ended of(ContainerState c, @Nullable ExitStatus exit, Instant now) {
    Running running = c.running();
    String id = c.made() == null ? "" : c.made().id();
    if (exit == null) {
      Instant started = running == null ? now : running.started();
      return new Ended(
          id,
          137,
          "ContainerStatusUnknown",
          "the container was gone when it was looked for; its exit code is not known",
          started,
          now);
    }
    Instant started = running == null ? exit.finished() : running.started();
    String reason = exit.oomKilled() ? "OOMKilled" : exit.code() == 0 ? "Completed" : "Error";
    return new Ended(id, exit.code(), reason, "", started, exit.finished());
  }

  static String backOffMessage(Duration delay, String container, ResourceKey pod) {
    return "back-off "
        + delay.toString().substring(2).toLowerCase(java.util.Locale.ROOT)
        + " restarting failed container="
        + container
        + " pod="
        + pod.name()
        + "_"
        + pod.namespace();
  }
}
