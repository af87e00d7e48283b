package io.carob.api.image;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What an image says of how to run it: the {@code config} object of the OCI image configuration.
 *
 * @param env environment, each {@code NAME=value}
 * @param entrypoint first words of the command; may be empty
 * @param cmd further words, or the whole command when there is no entry point; may be empty
 * @param workingDir working folder; empty for the root
 * @param user user and group, as {@code user[:group]} by name or number; empty for root
 * @param stopSignal signal for an orderly stop, such as {@code SIGQUIT}; empty for the default
 * @param labels labels of the image
 * @param exposedPorts ports as the image names them, such as {@code 80/tcp}
 * @param volumes folders that the image wants to be volumes
 */
public record ImageConfig(
    List<String> env,
    List<String> entrypoint,
    List<String> cmd,
    String workingDir,
    String user,
    String stopSignal,
    Map<String, String> labels,
    Set<String> exposedPorts,
    Set<String> volumes) {

  /** Copies the collections. */
  public ImageConfig {
    env = List.copyOf(env);
    entrypoint = List.copyOf(entrypoint);
    cmd = List.copyOf(cmd);
    Objects.requireNonNull(workingDir);
    Objects.requireNonNull(user);
    Objects.requireNonNull(stopSignal);
    labels = Map.copyOf(labels);
    exposedPorts = Set.copyOf(exposedPorts);
    volumes = Set.copyOf(volumes);
  }
}
