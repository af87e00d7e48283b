package io.carob.assembly.launch;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * What the launcher was asked to do: the command line, then the environment, then the defaults.
 *
 * @param mode {@code serve} or {@code check}
 * @param home the distribution's folder
 * @param root durable data
 * @param run sockets and state of running pods
 * @param cgroupParent the cgroup of all pods
 * @param conf the watched folder of configuration files
 * @param drivers the watched folder of driver jars
 */
record Options(
    String mode, Path home, Path root, Path run, String cgroupParent, Path conf, Path drivers) {

  static final String USAGE =
      """
      usage: carob serve [--root DIR] [--run DIR] [--cgroup PATH] [--conf DIR] [--drivers DIR]
      Runs the service in the foreground until it gets SIGTERM; pods live on.
        --root DIR     durable data (CAROB_ROOT; default /var/lib/carob)
        --run DIR      socket and state of running pods (CAROB_RUN; default /run/carob)
        --cgroup PATH  cgroup of all pods (CAROB_CGROUP; default /carob)
        --conf DIR     configuration, watched (CAROB_CONF; default conf/ of the distribution)
        --drivers DIR  driver jars, watched (CAROB_DRIVERS; default drivers/ of the distribution)
      """;

  static Options parse(List<String> args, Map<String, String> env, Path home) {
    Deque<String> rest = new ArrayDeque<>(args);
    String mode = rest.isEmpty() ? "" : rest.pop();
    if (!mode.equals("serve") && !mode.equals("check")) {
      throw new UsageException("\"" + mode + "\" is neither serve nor check");
    }
    String root = env.getOrDefault("CAROB_ROOT", "/var/lib/carob");
    String run = env.getOrDefault("CAROB_RUN", "/run/carob");
    String cgroup = env.getOrDefault("CAROB_CGROUP", "/carob");
    String conf = env.getOrDefault("CAROB_CONF", home.resolve("conf").toString());
    String drivers = env.getOrDefault("CAROB_DRIVERS", home.resolve("drivers").toString());
    while (!rest.isEmpty()) {
      String option = rest.pop();
      int equals = option.indexOf('=');
      String name = equals < 0 ? option : option.substring(0, equals);
      if (equals < 0 && rest.isEmpty()) {
        throw new UsageException("option " + name + " needs a value, or is not known");
      }
      String value = equals < 0 ? rest.pop() : option.substring(equals + 1);
      switch (name) {
        case "--root" -> root = value;
        case "--run" -> run = value;
        case "--cgroup" -> cgroup = value;
        case "--conf" -> conf = value;
        case "--drivers" -> drivers = value;
        default -> throw new UsageException("option " + name + " is not known");
      }
    }
    return new Options(
        mode, home, absolute(root), absolute(run), cgroup, absolute(conf), absolute(drivers));
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }

  /** The command line is wrong; the message says how. */
  static final class UsageException extends RuntimeException {
    UsageException(String message) {
      super(message);
    }
  }
}
