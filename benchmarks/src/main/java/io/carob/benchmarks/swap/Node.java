package io.carob.benchmarks.swap;

import io.carob.benchmarks.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A service of the distribution with folders, cgroup, bridge and network of its own, so that the
 * host's own service is not touched. Closing it ends its pods and takes its folders away.
 */
final class Node implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 120;

  private final Path home;
  private final Path base;
  private final String cgroup;
  private final String bridge;
  private final Api api;
  private volatile Process process;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread hook = new Thread(this::end, "stop-service");

  private Node(Path home, Path base, int subnet) throws IOException {
    this.home = home;
    this.base = base;
    long own = ProcessHandle.current().pid();
    this.cgroup = "/carob-swap-" + own;
    this.bridge = String.format("crbs%04x", subnet);
    this.api = new Api(run().resolve("carob.sock"));
    copyTree(home.resolve("conf"), conf());
    Files.createDirectories(drivers());
    isolateNetwork("10." + (128 + (subnet >> 8)) + "." + (subnet & 0xff));
    this.process = serve();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private Process serve() throws IOException {
    ProcessBuilder builder = carob("serve");
    builder.command().add(0, "setsid"); // Ctrl-C is for this process: it stops the service in order
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  /** Ends the service; its pods run on. */
  void leave() throws IOException {
    command("stop", "--leave-pods");
    await("the service ends", () -> !process.isAlive());
  }

  /**
   * Starts the service again, after {@link #leave}.
   *
   * @return the nanoseconds from the start of its process until it says that it is ready
   */
  long startAgain() throws IOException {
    long begin = System.nanoTime();
    process = serve();
    long end = begin + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!ready()) {
      if (!process.isAlive()) {
        throw new BenchException("the service ended: " + Files.readString(log()));
      }
      if (System.nanoTime() > end) {
        throw new BenchException("the service is not ready: " + Files.readString(log()));
      }
      pause(2);
    }
    return System.nanoTime() - begin;
  }

  private boolean ready() {
    try {
      api.ask("GET", "/health/ready", "");
      return true;
    } catch (IOException e) {
      return false; // no socket yet, or 503
    }
  }

  /**
   * Starts a service and waits until it answers.
   *
   * @param home a distribution
   * @param folder where its folders are made
   */
  static Node start(Path home, Path folder) throws IOException {
    Files.createDirectories(folder);
    int number = new Random().nextInt(100 * 256);
    // Short, for the path of the socket.
    Path base = Files.createDirectory(folder.resolve("swap-" + number));
    Node node = new Node(home, base, number);
    try {
      node.await("the service answers", () -> node.answers() || !node.process.isAlive());
      if (!node.process.isAlive()) {
        throw new BenchException("the service ended: " + Files.readString(node.log()));
      }
      return node;
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private boolean answers() {
    try {
      return !api.get("/v1/status").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  Api api() {
    return api;
  }

  Path base() {
    return base;
  }

  Path home() {
    return home;
  }

  Path root() {
    return base.resolve("root");
  }

  Path run() {
    return base.resolve("run");
  }

  private Path conf() {
    return base.resolve("conf");
  }

  Path drivers() {
    return base.resolve("drivers");
  }

  Path log() {
    return base.resolve("service.log");
  }

  String cgroup() {
    return cgroup;
  }

  long pid() {
    return process.pid();
  }

  /** Waits for a fact of the outside world. */
  void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new BenchException("waited in vain until " + what);
      }
      pause(20);
    }
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted");
    }
  }

  private ProcessBuilder carob(String... words) {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/carob").toString());
    builder.command().addAll(List.of(words));
    Map<String, String> env = builder.environment();
    env.put("CAROB_ROOT", root().toString());
    env.put("CAROB_RUN", run().toString());
    env.put("CAROB_CGROUP", cgroup);
    env.put("CAROB_CONF", conf().toString());
    env.put("CAROB_DRIVERS", drivers().toString());
    env.put("CAROB_SOCKET", run().resolve("carob.sock").toString());
    return builder;
  }

  /** Runs the command; it has to succeed. */
  void command(String... words) throws IOException {
    run(carob(words));
  }

  private void run(ProcessBuilder builder) throws IOException {
    Path out = base.resolve("command.log");
    Process command = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    command.getOutputStream().close();
    try {
      if (!command.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || command.exitValue() != 0) {
        command.destroyForcibly();
        throw new BenchException(builder.command() + " failed: " + Files.readString(out));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted");
    }
  }

  /** What the service and its pods have left; empty when they are gone without a trace. */
  List<String> stop() throws IOException {
    if (process.isAlive()) {
      command("stop");
    }
    await("the service ends", () -> !process.isAlive());
    return Census.outside(this);
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // this process ends
    }
  }

  private void end() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      if (process.isAlive()) {
        run(carob("stop"));
      }
    } catch (IOException | BenchException e) {
      process.destroy();
      System.err.println("carob: the service could not be stopped: " + e.getMessage());
    }
    try {
      run(new ProcessBuilder("sh", "-c", "ip link delete " + bridge + " 2> /dev/null || true"));
      deleteTree(base);
    } catch (IOException | BenchException e) {
      System.err.println("carob: " + base + " could not be taken away: " + e.getMessage());
    }
  }

  private void isolateNetwork(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(conf().resolve("cni"))) {
      for (Path file : files.toList()) {
        Files.writeString(
            file,
            Files.readString(file)
                .replace("carob0", bridge)
                .replace("/run/carob", run().toString())
                .replace("10.89.0.0/16", prefix + ".0/24"));
      }
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void deleteTree(Path top) throws IOException {
    if (Files.readString(Path.of("/proc/self/mountinfo")).contains(top + "/")) {
      throw new BenchException("something is mounted there");
    }
    try {
      Files.walkFileTree(
          top,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path folder, @org.jspecify.annotations.Nullable IOException failure)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
