package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.embed.Carob;
import io.carob.api.image.ImportProgress;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ContainerStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Nodes in this JVM, one after another on the same folders; closing checks that nothing stays. */
final class EmbeddedNodes implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final Path base;
  private final String cgroup;
  private @Nullable Carob last;

  EmbeddedNodes() {
    try {
      base = Files.createTempDirectory("carob-it-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cgroup = "/carob-it-" + ProcessHandle.current().pid() + "-e" + COUNTER.incrementAndGet();
  }

  Carob.Builder builder() {
    return builder(base, cgroup);
  }

  Path root() {
    return base.resolve("root");
  }

  /** A node of loopback only. */
  static Carob.Builder builder(Path base, String cgroup) {
    return Carob.builder()
        .root(base.resolve("root"))
        .run(base.resolve("run"))
        .cgroup(cgroup)
        .set("io.carob.sandbox", "cni.conf.dir", base.resolve("no-network").toString());
  }

  /** Starts a node that has the image. */
  Carob start() {
    return start(builder());
  }

  /** Starts the node of a builder that {@link #builder} began; it has the image. */
  Carob start(Carob.Builder builder) {
    Carob carob = builder.start();
    last = carob;
    importImage(carob);
    return carob;
  }

  static void importImage(Carob carob) {
    Path image = CarobService.DEMO.resolve("busybox");
    assertThat(carob.images().importArchive(image, Optional.empty(), ImportProgress.NONE))
        .hasSize(1);
  }

  /** Starts {@link EmbeddedProgram} on the same folders. */
  Process program() {
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              "-Dcarob.checkout=" + CarobService.CHECKOUT,
              "-Djava.io.tmpdir=" + base, // what a killed process leaves there goes with the folder
              EmbeddedProgram.class.getName(),
              base.toString(),
              cgroup)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<PodInfo> running(Carob carob) {
    return carob.pods().list(Optional.empty()).stream()
        .filter(pod -> pod.phase().equals("Running") && pid(pod) > 0)
        .toList();
  }

  /** The first process of its first container; 0 when there is none. */
  static long pid(PodInfo pod) {
    return pod.containers().get(0).status().map(ContainerStatus::pid).orElse(0L);
  }

  String log(Carob carob, String pod, String container) {
    LogRequest request = LogRequest.of("default", pod).container(container).build();
    try (InputStream log = carob.pods().log(request)) {
      return new String(log.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void await(String what, BooleanSupplier fact) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!fact.getAsBoolean()) {
      assertThat(Instant.now()).as("waited in vain until " + what).isBefore(deadline);
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Deletes all resources, ends the node, and looks at what is left. */
  @Override
  public void close() {
    try {
      if (last != null) {
        last.close();
        try (Carob carob = builder().start()) {
          for (String kind : List.of("Deployment", "Pod")) {
            delete(carob, kind);
          }
        }
      }
      new Leftovers(base, cgroup).assertNone();
    } finally {
      CarobService.run(new ProcessBuilder("rm", "-rf", "--one-file-system", base.toString()), "");
    }
  }

  private static void delete(Carob carob, String kind) {
    CompletableFuture.allOf(
            carob.resources().list(kind, Optional.empty()).stream()
                .map(resource -> delete(carob, resource.key()))
                .toArray(CompletableFuture[]::new))
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private static CompletableFuture<Void> delete(Carob carob, ResourceKey key) {
    return carob.resources().delete(key, Optional.of(Duration.ZERO));
  }
}
