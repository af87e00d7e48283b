package io.carob.sandbox.host;

import io.carob.linux.process.Pids;

/** Signals to exactly one process, whatever became of its pid. */
public final class Processes {

  private Processes() {}

  /** Sends a signal; does nothing when the process has ended. */
  public static void signal(HostProcess process, int signal) {
    if (process.ofThisBoot()) {
      Pids.signal(process.pid(), process.startTime(), signal);
    }
  }
}
