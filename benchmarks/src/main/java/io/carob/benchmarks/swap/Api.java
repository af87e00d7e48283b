package io.carob.benchmarks.swap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The service's HTTP API over its socket; a connection for each request. Anything but success is an
 * {@link IOException} that says what was asked and answered.
 */
final class Api {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path socket;

  Api(Path socket) {
    this.socket = socket;
  }

  /** A connection on which a request was answered with success; what follows is the body. */
  record Open(SocketChannel channel, InputStream in, OutputStream out) implements AutoCloseable {

    BufferedReader lines() {
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  JsonNode get(String target) throws IOException {
    return JSON.readTree(ask("GET", target, ""));
  }

  static JsonNode parse(String json) throws IOException {
    return JSON.readTree(json);
  }

  String ask(String method, String target, String body) throws IOException {
    try (Open open = open(method, target, body, "")) {
      return new String(open.in().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Asks for a stream. */
  Open stream(String target) throws IOException {
    return open("GET", target, "", "");
  }

  /** Asks for another protocol on this connection. */
  Open upgrade(String target, String protocol) throws IOException {
    return open("POST", target, "", "Connection: Upgrade\r\nUpgrade: " + protocol + "\r\n");
  }

  private Open open(String method, String target, String body, String headers) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + target
            + (headers.isEmpty() ? " HTTP/1.0" : " HTTP/1.1")
            + "\r\nHost: carob\r\nAccept: application/json\r\n"
            + headers
            + (bytes.length == 0 ? "" : "Content-Type: application/yaml\r\n")
            + "Content-Length: "
            + bytes.length
            + "\r\n\r\n";
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      OutputStream out = Channels.newOutputStream(channel);
      out.write(head.getBytes(StandardCharsets.UTF_8));
      out.write(bytes);
      InputStream in = new java.io.BufferedInputStream(Channels.newInputStream(channel));
      String status = line(in);
      while (!line(in).isEmpty()) {
        // headers say nothing that is needed here
      }
      if (!status.matches("HTTP/1\\.[01] (2..|101).*")) {
        throw new IOException(
            method
                + " "
                + target
                + ": "
                + status
                + ": "
                + new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
      return new Open(channel, in, out);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int next;
    while ((next = in.read()) != '\n') {
      if (next < 0) {
        throw new IOException("the connection ended before the answer: \"" + line + "\"");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  static String encode(String word) {
    return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
