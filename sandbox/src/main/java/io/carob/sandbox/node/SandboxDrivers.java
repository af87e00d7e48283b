package io.carob.sandbox.node;

import io.carob.api.embed.DriverFactory;
import io.carob.api.embed.Settings;
import io.carob.sandbox.container.OciContainerRuntime;
import io.carob.sandbox.pod.PauseCommand;
import io.carob.sandbox.pod.PauseSandboxDriver;
import java.time.Clock;
import java.util.List;

/** Makes the sandboxes held by a pause process, and containers, where there is no OSGi. */
public final class SandboxDrivers implements DriverFactory {

  /** For {@code ServiceLoader}. */
  public SandboxDrivers() {}

  @Override
  public String pid() {
    return "io.carob.sandbox";
  }

  @Override
  public Made make(Home home) {
    SandboxConfig config = Settings.read(pid(), SandboxConfig.class, home.settings());
    PauseSandboxDriver pause =
        new PauseSandboxDriver(
            new PauseCommand(ConfigLists.command(config.pause_command())),
            PauseDriverComponent.networks(config),
            home.layout().cgroupParent());
    OciContainerRuntime runtime =
        new OciContainerRuntime(
            OciRuntimeComponent.runtimes(home.layout(), config),
            config.conmon(),
            Clock.systemUTC());
    return new Made(
        List.of(),
        List.of(pause),
        List.of(runtime),
        List.of(),
        () -> {
          try (pause;
              runtime) {
            // both are closed, whatever the other one meets
          }
        });
  }
}
