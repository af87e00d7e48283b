package io.carob.rest.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resource;
import io.carob.api.pod.ResourceKey;
import io.carob.api.pod.Resources;
import io.carob.rest.http.Call;
import io.carob.rest.http.Changes;
import io.carob.rest.http.Json;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.http.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A container from its start to its end: waits until it starts, sends both of its outputs, and how
 * it ended, in the frames of {@code carob-exec/1}. A container that waits for something that only a
 * person can bring, such as an image, is an end too.
 */
public final class AttachRoute {

  private final Services services;

  /** The route over these services. */
  public AttachRoute(Services services) {
    this.services = services;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("GET", "/v1/pods/{namespace}/{name}/attach", this::attach);
  }

  private void attach(Call call) throws IOException, InterruptedException {
    Resources resources = services.get(Resources.class);
    ResourceKey key = new ResourceKey("Pod", call.path("namespace"), call.path("name"));
    Resource pod =
        resources
            .get(key)
            .orElseThrow(
                () ->
                    new CarobException(
                        ErrorCode.NOT_FOUND,
                        "pod " + key.namespace() + "/" + key.name() + " not found"));
    String container =
        call.query("container")
            .orElseGet(() -> Json.parse(pod.json()).at("/spec/containers/0/name").asText());
    Changes changes = new Changes();
    try (Stream stream = call.stream("application/octet-stream");
        Subscription subscription =
            resources.watch(
                changed -> {
                  if (changed.equals(key)) {
                    changes.raise();
                  }
                })) {
      stream.whenGone(changes::end);
      call.flushHead();
      Attached attached = new Attached(call, stream, resources, pod, container, changes);
      attached.run(services.get(Pods.class));
      stream.end();
    }
  }

  /** One client's view of one container. */
  private record Attached(
      Call call,
      Stream stream,
      Resources resources,
      Resource pod,
      String container,
      Changes changes) {

    void run(Pods pods) throws IOException, InterruptedException {
      Optional<ContainerProgress> now = progress();
      while (now.isPresent() && !now.get().started() && !now.get().stuck()) {
        now = changes.await() ? progress() : Optional.empty();
      }
      if (now.isPresent() && now.get().started()) {
        outputs(pods);
        now = progress();
        while (now.isPresent() && now.get().exitCode().isEmpty()) {
          now = changes.await() ? progress() : Optional.empty();
        }
      }
      end(now);
    }

    private void end(Optional<ContainerProgress> last) throws IOException {
      String subject = "container " + container + " of pod " + pod.key().name();
      if (last.isEmpty()) {
        text(Frames.ERROR, subject + " was deleted before its end was known");
        return;
      }
      String message = last.get().message();
      OptionalInt code = last.get().exitCode();
      if (code.isEmpty()) {
        text(Frames.ERROR, subject + " does not start: " + last.get().reason() + ", " + message);
        return;
      }
      if (!message.isEmpty()) {
        text(Frames.STDERR, "carob: " + message + "\n");
      }
      send(Frames.EXIT, ByteBuffer.allocate(4).putInt(code.getAsInt()).array(), 4);
    }

    private Optional<ContainerProgress> progress() {
      return resources
          .get(pod.key())
          .filter(found -> found.uid().equals(pod.uid()))
          .map(found -> ContainerProgress.of(Json.parse(found.json()), container));
    }

    private void outputs(Pods pods) throws IOException {
      Runnable place = call.limit().enter();
      try (InputStream out = pods.log(request(LogRequest.Output.STDOUT));
          InputStream err = pods.log(request(LogRequest.Output.STDERR))) {
        stream.whenGone(
            () -> {
              close(out);
              close(err);
            });
        CompletableFuture<Void> errors =
            CompletableFuture.runAsync(() -> copy(err, Frames.STDERR), call.executor());
        copy(out, Frames.STDOUT);
        errors.join();
      } catch (UncheckedIOException | CompletionException e) {
        throw new IOException("the client went, or the log is unreadable", e);
      } finally {
        place.run();
      }
    }

    private LogRequest request(LogRequest.Output output) {
      return new LogRequest(
          pod.key().namespace(),
          pod.key().name(),
          Optional.of(container),
          true,
          OptionalInt.empty(),
          Optional.empty(),
          false,
          false,
          output);
    }

    private void copy(InputStream from, byte frame) {
      byte[] buffer = new byte[16 * 1024];
      try {
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
          send(frame, buffer, read);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void close(InputStream log) {
      try {
        log.close();
      } catch (IOException e) {
        org.slf4j.LoggerFactory.getLogger(AttachRoute.class).debug("closing a log failed", e);
      }
    }

    private void text(byte frame, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      send(frame, bytes, bytes.length);
    }

    private void send(byte frame, byte[] bytes, int length) throws IOException {
      byte[] all =
          ByteBuffer.allocate(5 + length).put(frame).putInt(length).put(bytes, 0, length).array();
      OutputStream out = stream.out();
      synchronized (stream) {
        out.write(all);
      }
    }
  }
}
