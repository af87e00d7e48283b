package io.carob.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks a service what a test looks for again and again. The command would do, but each time it is a
 * JVM that starts, and takes the time that the service needs.
 */
final class ServiceApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 120;

  private ServiceApi() {}

  /** The answer to a GET; fails when it is none of success. */
  static JsonNode get(Path socket, String target) throws IOException {
    return answer(target, inTime(socket, "GET " + target + " HTTP/1.0\r\nHost: carob\r\n\r\n"));
  }

  private static JsonNode answer(String target, String answer) throws IOException {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0 || !answer.startsWith("200", answer.indexOf(' ') + 1)) {
      throw new IOException(target + " was answered by: " + answer);
    }
    return JSON.readTree(answer.substring(end));
  }

  /** Sends a body; fails when the answer is none of success. */
  static JsonNode send(Path socket, String method, String target, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return answer(
        target,
        inTime(
            socket,
            method
                + " "
                + target
                + " HTTP/1.0\r\nHost: carob\r\nAccept: application/json\r\nContent-Length: "
                + length
                + "\r\n\r\n"
                + body));
  }

  /** The answer to a POST as it is, with its head. */
  static String whole(Path socket, String target, String... headers) throws IOException {
    String head = "POST " + target + " HTTP/1.0\r\nHost: carob\r\nContent-Length: 0\r\n";
    return inTime(
        socket,
        Stream.of(headers).map(h -> h + "\r\n").collect(Collectors.joining("", head, "\r\n")));
  }

  private static String inTime(Path socket, String request) throws IOException {
    FutureTask<String> asking = new FutureTask<>(() -> ask(socket, request));
    Thread thread = new Thread(asking, "ask");
    thread.setDaemon(true);
    thread.start();
    try {
      return asking.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      thread.interrupt(); // closes the channel
      throw new IOException(request.lines().findFirst().orElse("") + " was not answered: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String ask(Path socket, String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      ByteBuffer some = ByteBuffer.allocate(8192);
      while (channel.read(some.clear()) >= 0) {
        all.write(some.array(), 0, some.position());
      }
      return all.toString(StandardCharsets.UTF_8);
    }
  }
}
