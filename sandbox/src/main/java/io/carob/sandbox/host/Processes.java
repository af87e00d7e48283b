package io.carob.sandbox.host;

import java.util.List;

public final class Processes {
  private Processes() {}

  public static void signal(HostProcess process, int signal) {
    if (process.alive()) {
      Command.run(List.of("/bin/kill", "-" + signal, Long.toString(process.pid())));
    }
  }
}
