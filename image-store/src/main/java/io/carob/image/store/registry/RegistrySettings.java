package io.carob.image.store.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How registries are talked to.
 *
 * @param hosts the folder of {@code hosts.toml} files
 * @param dockerConfig the file of credentials, as docker writes it; need not be there
 * @param defaultRegistry the registry of a name that has none; empty to refuse such names
 * @param parallel most blobs that one pull or push has on their way at once
 * @param chunkBytes most bytes that one request of an upload carries
 * @param connect how long to wait for a connection
 * @param stall how long to wait for an answer, or the next byte of one
 * @param attempts how often to try the same before giving up; a byte that came counts anew
 * @param firstDelay the pause before the second try; it doubles from there, with jitter
 * @param longestDelay the longest pause
 * @param longestWait a registry that asks for more patience than this is given up
 */
public record RegistrySettings(
    Path hosts,
    Path dockerConfig,
    String defaultRegistry,
    int parallel,
    int chunkBytes,
    Duration connect,
    Duration stall,
    int attempts,
    Duration firstDelay,
    Duration longestDelay,
    Duration longestWait) {

  /** Where hosts are configured when nothing else is said. */
  public static final Path HOSTS = Path.of("/etc/carob/certs.d");

  /** Checks that all parts are there. */
  public RegistrySettings {
    Objects.requireNonNull(hosts);
    Objects.requireNonNull(dockerConfig);
    Objects.requireNonNull(defaultRegistry);
    if (parallel < 1 || chunkBytes < 1 || attempts < 1) {
      throw new IllegalArgumentException("parallel, chunk bytes and attempts must be at least 1");
    }
  }

  /** The defaults, with hosts and credentials from these places. */
  public static RegistrySettings of(Path hosts, Path dockerConfig) {
    return new RegistrySettings(
        hosts,
        dockerConfig,
        "",
        4,
        16 << 20,
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        6,
        Duration.ofMillis(500),
        Duration.ofSeconds(20),
        Duration.ofMinutes(2));
  }

  /** The same for another default registry and number of blobs at once. */
  public RegistrySettings with(String otherDefault, int otherParallel) {
    return new RegistrySettings(
        hosts,
        dockerConfig,
        otherDefault,
        otherParallel,
        chunkBytes,
        connect,
        stall,
        attempts,
        firstDelay,
        longestDelay,
        longestWait);
  }

  /** The defaults, with what docker's command uses for this user. */
  public static RegistrySettings defaults() {
    return of(HOSTS, userConfig());
  }

  /** The file of credentials that docker's command uses for this user. */
  public static Path userConfig() {
    String folder = System.getenv("DOCKER_CONFIG");
    Path home = Path.of(System.getProperty("user.home"), ".docker");
    return (folder == null || folder.isEmpty() ? home : Path.of(folder)).resolve("config.json");
  }
}
