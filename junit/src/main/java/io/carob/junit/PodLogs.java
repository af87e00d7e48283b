package io.carob.junit;

import io.carob.api.embed.Carob;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.ResourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The logs of a pod. */
final class PodLogs {

  private PodLogs() {}

  static String all(Carob carob, ResourceKey pod, String container) {
    return text(carob, request(pod, container).build());
  }

  static String tail(Carob carob, ResourceKey pod, String container, int lines) {
    return text(carob, request(pod, container).tail(lines).build());
  }

  private static LogRequest.Builder request(ResourceKey pod, String container) {
    return LogRequest.of(pod.namespace(), pod.name()).container(container);
  }

  private static String text(Carob carob, LogRequest request) {
    try (InputStream log = carob.pods().log(request)) {
      return new String(log.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the log of " + request.pod(), e);
    }
  }
}
