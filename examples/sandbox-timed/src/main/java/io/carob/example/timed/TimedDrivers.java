package io.carob.example.timed;

import io.carob.api.embed.DriverFactory;
import io.carob.api.embed.Settings;
import io.carob.api.sandbox.SandboxDriver;
import java.util.List;

/** Makes the driver where there is no OSGi. */
public final class TimedDrivers implements DriverFactory {

  /** For {@code ServiceLoader}. */
  public TimedDrivers() {}

  @Override
  public String pid() {
    return "io.carob.example.timed";
  }

  @Override
  public Made make(Home home) {
    TimedSandbox timed =
        new TimedSandbox(Settings.read(pid(), TimedConfig.class, home.settings()));
    timed.setCalls(home.calls(SandboxDriver.class));
    return new Made(List.of(), List.of(timed), List.of(), List.of(), timed);
  }
}
