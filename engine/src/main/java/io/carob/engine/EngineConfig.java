package io.carob.engine;

import io.carob.api.driver.DriverTable;
import java.time.Duration;
import java.util.Objects;

/**
 * How the engine is set up.
 *
 * @param snapshotter snapshot driver of pods that name none
 * @param sandbox sandbox driver of pods that name none
 * @param runtime container runtime of pods that name none
 * @param driverWait how long a step waits for a driver that is not there
 * @param driverCall how long one call of a driver may go on before the driver counts as stuck
 * @param backoff delay of the second restart in a row; it doubles from there
 * @param backoffMax longest delay of a restart
 * @param backoffReset a container that ran this long begins anew
 * @param nodeName the node's name
 */
public record EngineConfig(
    String snapshotter,
    String sandbox,
    String runtime,
    Duration driverWait,
    Duration driverCall,
    Duration backoff,
    Duration backoffMax,
    Duration backoffReset,
    String nodeName) {

  /** Checks that all parts are there. */
  public EngineConfig {
    Objects.requireNonNull(snapshotter);
    Objects.requireNonNull(sandbox);
    Objects.requireNonNull(runtime);
    Objects.requireNonNull(driverWait);
    Objects.requireNonNull(driverCall);
    Objects.requireNonNull(backoff);
    Objects.requireNonNull(backoffMax);
    Objects.requireNonNull(backoffReset);
    Objects.requireNonNull(nodeName);
  }

  /** The defaults, for a node of that name. */
  public static EngineConfig defaults(String nodeName) {
    return new EngineConfig(
        "overlay",
        "pause",
        "oci",
        Duration.ofSeconds(10),
        DriverTable.LIMIT,
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10),
        nodeName);
  }
}
