package io.carob.image.store;

import io.carob.image.store.fault.Faults;
import io.carob.image.store.snapshot.Host;
import java.time.Clock;

/**
 * What a store stands on, as tests exchange it.
 *
 * @param host the host
 * @param faults where crashes and failures are tried
 * @param clock the time of day, which may jump
 */
record Surroundings(Host host, Faults faults, Clock clock) {

  /** The true ones. */
  static Surroundings real() {
    return new Surroundings(new LinuxHost(), Faults.NONE, Clock.systemUTC());
  }
}
