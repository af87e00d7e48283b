package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.testing.FreeSubnet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One instance of the distribution with folders, cgroup and network of its own, driven through its
 * command. Closing it ends its pods and checks that nothing of it is left on the host.
 */
final class CarobService implements AutoCloseable {

  static final Path HOME = Path.of(System.getProperty("carob.home", "missing")).normalize();
  static final Path CHECKOUT = Path.of(System.getProperty("carob.checkout", ".."));
  static final Path DEMO = CHECKOUT.resolve("build/demo").toAbsolutePath().normalize();

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final Path base;
  private final Path root;
  private final String cgroup;
  private final String bridge;
  private Path home = HOME;

  // A service of a test lives for seconds: what the second compiler makes would not pay.
  private String javaOptions = "-XX:TieredStopAtLevel=1";

  private @Nullable Process process;

  private CarobService(Path base, Path root, String cgroup, String bridge) {
    this.base = base;
    this.root = root;
    this.cgroup = cgroup;
    this.bridge = bridge;
  }

  /** What a command printed and how it ended. */
  record Result(int code, String out, String err) {
    Result ok() {
      assertThat(code).as("exit code; printed: %s%s", out, err).isZero();
      return this;
    }

    JsonNode json() {
      try {
        return JSON.readTree(ok().out);
      } catch (IOException e) {
        throw new UncheckedIOException(out, e);
      }
    }
  }

  /** Makes the folders of an instance; does not start it. */
  static CarobService create() {
    Path base = base();
    return create(base, base.resolve("root"));
  }

  /** Makes the folders of an instance whose root lies elsewhere; does not start it. */
  static CarobService createOn(Path root) {
    return create(base(), root);
  }

  private static Path base() {
    try {
      return Files.createTempDirectory("carob-it-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CarobService create(Path base, Path root) {
    try {
      int number = COUNTER.incrementAndGet();
      long pid = ProcessHandle.current().pid();
      FreeSubnet subnet = FreeSubnet.find();
      CarobService service =
          new CarobService(base, root, "/carob-it-" + pid + "-" + number, "crbi" + subnet.id());
      copyTree(HOME.resolve("conf"), service.conf());
      Files.createDirectories(service.drivers());
      service.isolateNetwork(subnet);
      return service;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes and starts an instance. */
  static CarobService start() {
    CarobService service = create();
    service.serve();
    return service;
  }

  /** Makes and starts an instance with the demo images and two ready replicas of one pod. */
  static CarobService withReplicas() {
    CarobService service = start();
    service.importDemoImages();
    service.apply(Manifests.replicas()).ok();
    service.awaitReadyPods(2);
    return service;
  }

  Path root() {
    return root;
  }

  Path run() {
    return base.resolve("run");
  }

  Path conf() {
    return base.resolve("conf");
  }

  Path drivers() {
    return base.resolve("drivers");
  }

  Path socket() {
    return run().resolve("carob.sock");
  }

  Path serviceLog() {
    return base.resolve("service.log");
  }

  long servicePid() {
    return process().pid();
  }

  /** Lets the service be started from another distribution from now on. */
  void home(Path next) {
    home = next;
  }

  /** Lets the service be started with one more option of its JVM from now on. */
  void javaOption(String more) {
    javaOptions += " " + more;
  }

  /** Starts the service and waits until it answers. */
  void serve() {
    try {
      process =
          serveProcess()
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(serviceLog().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("the service answers", () -> answers() || !process().isAlive());
    assertThat(process().isAlive()).as("service; see %s", log()).isTrue();
  }

  private boolean answers() {
    try {
      return !ServiceApi.get(socket(), "/v1/status?output=json").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  ProcessBuilder serveProcess() {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/carob").toString(), "serve");
    environment(builder.environment());
    return builder;
  }

  /** Ends the service with SIGKILL; pods live on. */
  void kill() {
    try {
      process().destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the service with SIGTERM; pods live on. */
  void terminate() {
    process().destroy();
    await("the service ends", () -> !process().isAlive());
  }

  /** Runs the command and waits for its end: in this JVM, if it only asks the service. */
  Result carob(String... args) {
    return carobWithInput("", args);
  }

  Result carobWithInput(String input, String... args) {
    if (!InsideCommand.takes(process != null && process.isAlive(), args)) {
      return process(input, args);
    }
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment(environment);
    return InsideCommand.run(environment, input, PATIENCE, args);
  }

  /** Runs the command as an operator does, as a process of its own. */
  Result process(String input, String... args) {
    return run(command(args), input);
  }

  /** The command, to be started by the caller. */
  ProcessBuilder command(String... args) {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("bin/carob").toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    environment(builder.environment());
    return builder;
  }

  static Result run(ProcessBuilder builder, String input) {
    try {
      Process process = builder.start();
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // a command that reads nothing may be gone already
      }
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(builder.command() + " does not end; printed: " + out.join());
      }
      return new Result(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Applies a manifest. */
  Result apply(String manifest) {
    return carobWithInput(manifest, "apply", "-f", "-");
  }

  void importDemoImages() {
    carob("image", "import", DEMO.resolve("busybox").toString()).ok();
    carob("image", "import", DEMO.resolve("web").toString()).ok();
  }

  JsonNode pod(String name) {
    return get("/v1/resources/pods/default/" + name + "?output=json");
  }

  List<JsonNode> pods() {
    List<JsonNode> pods = new ArrayList<>();
    get("/v1/resources/pods?namespace=default&output=json").path("items").forEach(pods::add);
    return pods;
  }

  /** Starts the service if none is there. */
  void ensureServes() {
    if (!answers()) {
      serve();
    }
  }

  /** Deletes all pods, which are of no deployment, and waits until they are gone. */
  void deletePods() {
    ensureServes();
    List<String> command = new ArrayList<>(List.of("delete", "pod"));
    pods().forEach(pod -> command.add(pod.path("metadata").path("name").asText()));
    if (command.size() > 2) {
      command.add("--now");
      carob(command.toArray(String[]::new)).ok();
    }
  }

  private JsonNode get(String target) {
    try {
      return ServiceApi.get(socket(), target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> readyPods() {
    return pods().stream()
        .filter(p -> !p.path("metadata").has("deletionTimestamp"))
        .filter(CarobService::ready)
        .map(p -> p.path("metadata").path("name").asText())
        .toList();
  }

  static boolean ready(JsonNode pod) {
    JsonNode statuses = pod.path("status").path("containerStatuses");
    if (statuses.isEmpty()) {
      return false;
    }
    for (JsonNode status : statuses) {
      if (!status.path("ready").asBoolean()) {
        return false;
      }
    }
    return true;
  }

  void awaitReady(String pod) {
    await("pod " + pod + " is ready", () -> readyPods().contains(pod));
  }

  void awaitPhase(String pod, String phase) {
    await(
        "pod " + pod + " is " + phase,
        () -> pod(pod).path("status").path("phase").asText().equals(phase));
  }

  void awaitReadyPods(int count) {
    await(count + " pods are ready", () -> readyPods().size() == count && pods().size() == count);
  }

  /** Docker's view of one container of a pod. */
  JsonNode inspect(String pod, String container) {
    return carob("inspect", pod, "-c", container).json().get(0);
  }

  long pid(String pod, String container) {
    return inspect(pod, container).path("State").path("Pid").asLong();
  }

  Result exec(String pod, String container, String... command) {
    List<String> args = new ArrayList<>(List.of("exec", pod, "-c", container, "--"));
    args.addAll(List.of(command));
    return carob(args.toArray(String[]::new));
  }

  /** Waits for a fact of the outside world; fails after a generous time. */
  void await(String what, BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("waited in vain until " + what + "\n" + log());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  String log() {
    try {
      return Files.exists(serviceLog()) ? Files.readString(serviceLog()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      if (process != null) {
        if (!process().isAlive()) {
          serve();
        }
        carob("stop").ok();
        await("the service ends", () -> !process().isAlive());
      }
      new Leftovers(base, cgroup).assertNone();
    } finally {
      run(new ProcessBuilder("ip", "link", "delete", bridge), "");
      run(new ProcessBuilder("rm", "-rf", "--one-file-system", base.toString()), "");
    }
  }

  private Process process() {
    if (process == null) {
      throw new IllegalStateException("the service was not started");
    }
    return process;
  }

  private void environment(Map<String, String> env) {
    env.put("CAROB_ROOT", root().toString());
    env.put("CAROB_RUN", run().toString());
    env.put("CAROB_CGROUP", cgroup);
    env.put("CAROB_CONF", conf().toString());
    env.put("CAROB_DRIVERS", drivers().toString());
    env.put("CAROB_SOCKET", socket().toString());
    env.put("CAROB_JAVA_OPTS", javaOptions);
  }

  /** A bridge and a subnet of this instance's own. */
  private void isolateNetwork(FreeSubnet subnet) throws IOException {
    try (Stream<Path> files = Files.list(conf().resolve("cni"))) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        Files.writeString(
            file,
            text.replace("carob0", bridge)
                .replace("/run/carob", run().toString())
                .replace("10.89.0.0/16", subnet.prefix() + ".0/24"));
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
}
