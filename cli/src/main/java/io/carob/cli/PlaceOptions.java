package io.carob.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a service keeps its things. */
final class PlaceOptions {

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "Durable data ($CAROB_ROOT; /var/lib/carob).")
  private @Nullable Path root;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Socket and state of running pods ($CAROB_RUN; /run/carob).")
  private @Nullable Path run;

  @Option(
      names = "--cgroup",
      paramLabel = "PATH",
      description = "Cgroup of all pods ($CAROB_CGROUP; /carob).")
  private @Nullable String cgroup;

  @Option(
      names = "--conf",
      paramLabel = "DIR",
      description = "Configuration, watched ($CAROB_CONF; conf/ of the distribution).")
  private @Nullable Path conf;

  @Option(
      names = "--drivers",
      paramLabel = "DIR",
      description = "Driver jars, watched ($CAROB_DRIVERS; drivers/ of the distribution).")
  private @Nullable Path drivers;

  /** The options as the launcher takes them. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (root != null) {
      arguments.add("--root=" + root.toAbsolutePath());
    }
    if (run != null) {
      arguments.add("--run=" + run.toAbsolutePath());
    }
    if (cgroup != null) {
      arguments.add("--cgroup=" + cgroup);
    }
    if (conf != null) {
      arguments.add("--conf=" + conf.toAbsolutePath());
    }
    if (drivers != null) {
      arguments.add("--drivers=" + drivers.toAbsolutePath());
    }
    return arguments;
  }

  /** The run directory. */
  Path run(Map<String, String> env) {
    return run != null ? run : Path.of(env.getOrDefault("CAROB_RUN", "/run/carob"));
  }
}
