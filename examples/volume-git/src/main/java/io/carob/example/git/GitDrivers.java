package io.carob.example.git;

import io.carob.api.embed.DriverFactory;
import io.carob.api.embed.Settings;
import java.util.List;

/** Makes the plugin where there is no OSGi. */
public final class GitDrivers implements DriverFactory {

  /** For {@code ServiceLoader}. */
  public GitDrivers() {}

  @Override
  public String pid() {
    return "io.carob.example.git";
  }

  @Override
  public Made make(Home home) {
    GitPlugin plugin = new GitPlugin(Settings.read(pid(), GitConfig.class, home.settings()));
    return new Made(List.of(), List.of(), List.of(), List.of(plugin), () -> {});
  }
}
