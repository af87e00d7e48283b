package io.carob.example.git;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is configured, checked.
 *
 * @param protocols schemes that repositories may have
 * @param credentials file with passwords of https
 * @param sshKey file with the key of ssh
 * @param sshHosts file with the keys of hosts
 * @param timeout how long the making of a volume may take
 * @param mostBytes what may be fetched for a volume, and what its files may take
 */
record GitSettings(
    Set<String> protocols,
    Optional<String> credentials,
    Optional<String> sshKey,
    String sshHosts,
    Duration timeout,
    long mostBytes) {

  /** All that can be configured. */
  static final Set<String> KNOWN = Set.of("https", "ssh", "git", "file");

  private static final long LEAST_BYTES = 1 << 20;

  GitSettings {
    protocols = Set.copyOf(protocols);
  }

  /**
   * Reads the configuration.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} that names the key
   */
  static GitSettings of(GitConfig config) {
    Set<String> protocols = new TreeSet<>();
    Arrays.stream(config.protocols().split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(protocols::add);
    if (!KNOWN.containsAll(protocols)) {
      throw wrong("protocols", config.protocols(), "are not all of https, ssh, git and file");
    }
    if (config.timeout_seconds() < 1) {
      throw wrong("timeout.seconds", "" + config.timeout_seconds(), "is less than 1");
    }
    if (config.most_bytes() < LEAST_BYTES) {
      throw wrong("most.bytes", "" + config.most_bytes(), "is less than " + LEAST_BYTES);
    }
    return new GitSettings(
        protocols,
        file("credentials.file", config.credentials_file()),
        file("ssh.key.file", config.ssh_key_file()),
        file("ssh.hosts.file", config.ssh_hosts_file()).orElse("/dev/null"),
        Duration.ofSeconds(config.timeout_seconds()),
        config.most_bytes());
  }

  /** Such a path needs no quotes, wherever git writes it. */
  private static Optional<String> file(String key, String path) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    if (!path.matches("(/[A-Za-z0-9._-]+)+")) {
      throw wrong(key, path, "is no absolute path of letters, digits and ._-");
    }
    return Optional.of(path);
  }

  private static CarobException wrong(String key, String value, String why) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT, "io.carob.example.git: " + key + " = " + value + " " + why);
  }
}
