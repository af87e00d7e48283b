package io.carob.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.carob.api.driver.DriverInfo;
import io.carob.api.node.NodeLayout;
import io.carob.api.pod.Event;
import io.carob.api.pod.Resource;
import io.carob.api.pod.ResourceKey;
import io.carob.engine.resource.Change;
import io.carob.engine.resource.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An engine over fakes, which can be killed and started again over the same disk and kernel. */
final class EngineFixture implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  final FakeKernel kernel = new FakeKernel();
  final FakeImages images = new FakeImages(kernel);
  final FakeSnapshots snapshots = new FakeSnapshots(kernel);
  final NodeLayout layout;

  /** Runs before each write of the record; it may fail. */
  Runnable beforeWrite = () -> {};

  ManualWork work = new ManualWork();
  FakeKernel.Sandboxes sandboxes;
  FakeKernel.Runner runtime;
  Engine engine;

  /** Whether a runtime "kata" is there that is refused. */
  boolean kata;

  int sandboxForm = 1;

  EngineFixture(Path folder) {
    layout = new NodeLayout(folder.resolve("root"), folder.resolve("run"), "/carob-test");
    kernel.clock = () -> work.now();
    images.add("demo/web:1");
    sandboxes = kernel.new Sandboxes();
    runtime = kernel.new Runner();
    engine = start();
  }

  private Engine start() {
    EngineConfig defaults = EngineConfig.defaults("node-1");
    EngineConfig config =
        new EngineConfig(
            defaults.snapshotter(),
            defaults.sandbox(),
            defaults.runtime(),
            Duration.ZERO,
            defaults.driverCall(),
            defaults.backoff(),
            defaults.backoffMax(),
            defaults.backoffReset(),
            defaults.nodeName());
    Engine next = new Engine(layout, config, images, snapshots, work, store());
    next.add(next.sandboxes(), info("sandbox", "pause"), sandboxes);
    next.add(next.runtimes(), info("runtime", "oci"), runtime);
    for (String type : List.of("emptyDir", "configMap")) {
      next.add(next.volumes(), info("volume", type), new FakeVolume(kernel, type));
    }
    if (kata) {
      next.runtimes().refuse(info("runtime", "kata"), kernel.new Runner(), "test", "no KVM");
    }
    next.start();
    return next;
  }

  private ObjectStore store() {
    try {
      Files.createDirectories(layout.root());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ObjectStore.open(layout.root().resolve("meta.db"), changes -> beforeWrite.run());
  }

  void addSandboxes() {
    sandboxes = kernel.new Sandboxes();
    engine.add(engine.sandboxes(), info("sandbox", "pause"), sandboxes);
  }

  void addRuntime() {
    runtime = kernel.new Runner();
    engine.add(engine.runtimes(), info("runtime", "oci"), runtime);
  }

  static DriverInfo info(String type, String name) {
    return new DriverInfo(type, name, "1", List.of());
  }

  /** Kills the engine: nothing that waits in it is ever done. */
  void kill() {
    engine.close();
    ManualWork next = new ManualWork();
    next.setNow(work.now());
    work = next;
    kernel.processes.values().forEach(p -> p.waiting.clear());
    kernel.boxes.values().forEach(b -> b.waiting.clear());
  }

  /** What only a damaged record has: states and places of a pod that is no more. */
  void lose(ResourceKey key) {
    kill();
    try (ObjectStore store = store()) {
      store.write(true, List.of(new Change.Drop(key)));
    }
    restart();
  }

  void restart() {
    kill();
    sandboxes = kernel.new Sandboxes();
    sandboxes.form = sandboxForm;
    runtime = kernel.new Runner();
    engine = start();
    work.settle();
  }

  void apply(String yaml) {
    engine.resources().apply(yaml, "default", false);
    work.settle();
  }

  Gone delete(ResourceKey key, Optional<Duration> grace) {
    return new Gone(engine.resources().delete(key, grace));
  }

  JsonNode pod(String name) {
    return get("Pod", name).orElseThrow();
  }

  Optional<JsonNode> get(String kind, String name) {
    return engine.resources().get(new ResourceKey(kind, "default", name)).map(this::tree);
  }

  List<JsonNode> list(String kind) {
    return engine.resources().list(kind, Optional.empty()).stream().map(this::tree).toList();
  }

  String phase(String pod) {
    return pod(pod).path("status").path("phase").asText();
  }

  JsonNode container(String pod, String name) {
    JsonNode status = pod(pod).path("status");
    for (String list : List.of("initContainerStatuses", "containerStatuses")) {
      for (JsonNode c : status.path(list)) {
        if (c.path("name").asText().equals(name)) {
          return c;
        }
      }
    }
    throw new AssertionError("no status of " + name + " in " + status);
  }

  /** Whether the object is ready or available, as {@code Ready=True}; empty when it is gone. */
  Optional<String> condition(ResourceKey key) {
    return engine.resources().get(key).map(this::tree).map(EngineFixture::condition);
  }

  private static String condition(JsonNode object) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      String type = condition.path("type").asText();
      if (type.equals("Ready") || type.equals("Available")) {
        return type + "=" + condition.path("status").asText();
      }
    }
    return "unknown";
  }

  String uid(String pod) {
    return pod(pod).path("metadata").path("uid").asText();
  }

  List<String> reasons() {
    return engine.events().list().stream().map(Event::reason).toList();
  }

  /** Whether nothing at all is left of any pod. */
  boolean clean() {
    return kernel.processes.isEmpty()
        && kernel.boxes.isEmpty()
        && snapshots.all.isEmpty()
        && count(layout.root().resolve("pods")) == 0
        && count(layout.root().resolve("trash")) == 0
        && count(layout.run().resolve("containers")) == 0
        && count(layout.run().resolve("sandboxes")) == 0;
  }

  static long count(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (var children = Files.list(folder)) {
      return children.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode tree(Resource resource) {
    try {
      return JSON.readTree(resource.json());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a deletion answers; a test may ask it, or look at the node instead. */
  record Gone(CompletableFuture<Void> future) {
    boolean done() {
      return future.isDone() && !future.isCompletedExceptionally();
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
