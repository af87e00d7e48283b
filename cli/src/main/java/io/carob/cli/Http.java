package io.carob.cli;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 exchange: as much of the protocol as the service speaks, in few classes, because the
 * command's start is most of its time.
 */
final class Http implements AutoCloseable {

  static final Charset TEXT = StandardCharsets.UTF_8;
  private static final String UNRESERVED = "-._~";

  private final Wire wire;
  private final List<String> headers = new ArrayList<>();
  private int status;

  private Http(Wire wire) {
    this.wire = wire;
  }

  /** Sends a request with a body of known bytes, and reads the head of the answer. */
  static Http send(Path socket, long timeout, String method, String target, byte[] body)
      throws IOException {
    Http http = new Http(Wire.open(socket, timeout));
    String head = head(method, target) + "Content-Length: " + body.length + "\r\n\r\n";
    return http.exchange(head, body, null);
  }

  /** Sends a request whose body is a stream of any length. */
  static Http upload(Path socket, long timeout, String method, String target, InputStream body)
      throws IOException {
    Http http = new Http(Wire.open(socket, timeout));
    return http.exchange(
        head(method, target) + "Transfer-Encoding: chunked\r\n\r\n", new byte[0], body);
  }

  /** Asks for another protocol on the connection. */
  static Http upgrade(Path socket, long timeout, String target, String protocol)
      throws IOException {
    Http http = new Http(Wire.open(socket, timeout));
    String head =
        head("POST", target)
            + "Connection: Upgrade\r\nUpgrade: "
            + protocol
            + "\r\nContent-Length: 0\r\n\r\n";
    return http.exchange(head, new byte[0], null);
  }

  private static String head(String method, String target) {
    return method + " " + target + " HTTP/1.1\r\nHost: carob\r\nAccept: text/plain\r\n";
  }

  private Http exchange(String head, byte[] body, @Nullable InputStream stream) throws IOException {
    try {
      byte[] start = head.getBytes(TEXT);
      wire.write(start, start.length);
      wire.write(body, body.length);
      if (stream != null) {
        wire.send(stream);
      }
    } catch (IOException e) {
      // The service may answer, and close, before it has read all: then its answer counts.
      readHead(e);
      return this;
    }
    readHead(null);
    return this;
  }

  private void readHead(@Nullable IOException failure) throws IOException {
    String line = line();
    if (!line.startsWith("HTTP/1.1 ") || line.length() < 12) {
      throw failure != null ? failure : new IOException("the service does not speak HTTP: " + line);
    }
    status = Integer.parseInt(line.substring(9, 12));
    for (line = line(); !line.isEmpty(); line = line()) {
      headers.add(line);
    }
    wire.within(0);
  }

  private String line() throws IOException {
    byte[] bytes = new byte[256];
    int length = 0;
    for (int b = wire.read(); b != '\n'; b = wire.read()) {
      if (b < 0) {
        throw new EOFException("the service ended the connection without an answer");
      }
      if (length == bytes.length) {
        bytes = java.util.Arrays.copyOf(bytes, length * 2);
      }
      bytes[length++] = (byte) b;
    }
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    return new String(bytes, 0, length, TEXT);
  }

  int status() {
    return status;
  }

  Wire wire() {
    return wire;
  }

  /** A header of the answer; empty when it is not there. */
  String header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? "" : values.get(0);
  }

  /** All values of a header of the answer. */
  List<String> headers(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    List<String> values = new ArrayList<>();
    for (String header : headers) {
      if (header.length() >= start.length()
          && header.substring(0, start.length()).toLowerCase(Locale.ROOT).equals(start)) {
        values.add(header.substring(start.length()).strip());
      }
    }
    return values;
  }

  /** Copies the body of the answer as it comes. */
  void copyBody(OutputStream out) throws IOException {
    if (header("Transfer-Encoding").equals("chunked")) {
      byte[] bytes = new byte[16 * 1024];
      for (int left = chunk(); left > 0; left = chunk()) {
        copy(out, bytes, left);
        out.flush();
        line();
      }
      line();
    } else if (!header("Content-Length").isEmpty()) {
      copy(out, new byte[16 * 1024], Long.parseLong(header("Content-Length")));
      out.flush();
    } else {
      wire.copyTo(out);
    }
  }

  /** Takes lines as they come. */
  interface LineReader {
    boolean wantsMoreAfter(String line) throws IOException;
  }

  /**
   * Gives the lines of a streamed body to the reader, until it wants no more.
   *
   * @return whether the body ended before that
   */
  boolean eachLine(LineReader reader) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int left = chunk(); left > 0; left = chunk()) {
      for (; left > 0; left--) {
        int b = wire.read();
        if (b < 0) {
          throw cutOff();
        }
        if (b != '\n') {
          line.write(b);
          continue;
        }
        if (!reader.wantsMoreAfter(line.toString(TEXT))) {
          return false;
        }
        line.reset();
      }
      line();
    }
    return true;
  }

  private static EOFException cutOff() {
    return new EOFException("the service ended the connection in the middle of its answer");
  }

  private int chunk() throws IOException {
    String line = line();
    int end = line.indexOf(';');
    return Integer.parseInt(end < 0 ? line : line.substring(0, end), 16);
  }

  private void copy(OutputStream out, byte[] bytes, long length) throws IOException {
    long left = length;
    while (left > 0) {
      int read = wire.read(bytes, 0, (int) Math.min(left, bytes.length));
      if (read < 0) {
        throw cutOff();
      }
      out.write(bytes, 0, read);
      left -= read;
    }
  }

  /** Encodes text for a path segment or a parameter. */
  static String encode(String text) {
    byte[] bytes = text.getBytes(TEXT);
    StringBuilder out = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || (UNRESERVED.indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append('%');
        out.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        out.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return out.toString();
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
