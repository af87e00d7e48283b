package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.api.CarobException;
import io.carob.api.ImageReference;
import io.carob.api.embed.Carob;
import io.carob.api.image.ImportProgress;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.PodInfo.ContainerInfo;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExecSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A node in this program, asked through the API. */
final class EmbeddedHome implements PodHome {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAMESPACE = "default";
  private static final long PATIENCE_SECONDS = 120;

  private final EmbeddedNodes nodes = new EmbeddedNodes();
  private final Carob carob = nodes.start();

  EmbeddedHome() {
    carob
        .images()
        .importArchive(CarobService.DEMO.resolve("web"), Optional.empty(), ImportProgress.NONE);
  }

  @Override
  public void apply(String manifest) {
    assertThat(carob.resources().apply(manifest, NAMESPACE, false)).isNotEmpty();
  }

  @Override
  public JsonNode pod(String name) {
    try {
      return JSON.readTree(carob.resources().get(key("Pod", name)).orElseThrow().json());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String log(String pod, String container) {
    try {
      return read(LogRequest.of(NAMESPACE, pod).container(container).build());
    } catch (CarobException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public String previousLog(String pod, String container) {
    return read(LogRequest.of(NAMESPACE, pod).container(container).previous().build());
  }

  private String read(LogRequest request) {
    try (InputStream log = carob.pods().log(request)) {
      return new String(log.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The outputs are read one after the other: what is asked for here fills no pipe. */
  @Override
  public CarobService.Result exec(String input, String pod, String container, String... command) {
    try (ExecSession session =
        carob.pods().exec(NAMESPACE, pod, Optional.of(container), List.of(command))) {
      try (var stdin = session.stdin()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String out = new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(session.stderr().readAllBytes(), StandardCharsets.UTF_8);
      int code = session.exit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      return new CarobService.Result(code, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long pid(String pod, String container) {
    return container(pod, container).status().map(ContainerStatus::pid).orElse(0L);
  }

  @Override
  public String snapshotter(String pod, String container) {
    return container(pod, container).driver();
  }

  private ContainerInfo container(String pod, String name) {
    return carob.pods().find(NAMESPACE, pod).orElseThrow().containers().stream()
        .filter(container -> container.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public boolean told(String... words) {
    return carob.events().list().stream()
        .map(event -> event.reason() + " " + event.subject() + " " + event.message())
        .anyMatch(line -> Arrays.stream(words).allMatch(line::contains));
  }

  @Override
  public void tag(String image, String name) {
    carob.images().tag(image, ImageReference.parse(name));
  }

  @Override
  public void untag(String name) {
    carob.images().remove(name);
  }

  @Override
  public void delete(String kind, String name) {
    carob
        .resources()
        .delete(key(kind, name), Optional.of(Duration.ZERO))
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  @Override
  public void await(String what, BooleanSupplier fact) {
    nodes.await(what, fact);
  }

  @Override
  public void close() {
    nodes.close();
  }

  private static ResourceKey key(String kind, String name) {
    return new ResourceKey(kind, NAMESPACE, name);
  }
}
