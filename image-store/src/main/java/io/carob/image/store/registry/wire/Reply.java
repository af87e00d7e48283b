package io.carob.image.store.registry.wire;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a registry answered. To be closed, which ends the connection unless all was read. */
public final class Reply implements AutoCloseable {

  private static final int MESSAGE = 64 << 10;

  private final URI uri;
  private final int status;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final InputStream body;

  Reply(URI uri, int status, Map<String, List<String>> headers, InputStream body) {
    this.uri = uri;
    this.status = status;
    this.headers.putAll(headers);
    this.body = body;
  }

  /** Who answered, behind redirections. */
  public URI uri() {
    return uri;
  }

  /** The status of HTTP. */
  public int status() {
    return status;
  }

  /** Whether the request succeeded. */
  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /** The first header of a name. */
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /** All headers of a name. */
  public List<String> headers(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /** The body; a read that takes too long fails. */
  public InputStream body() {
    return body;
  }

  /**
   * The whole body.
   *
   * @param limit most bytes
   * @throws CarobException {@code RESOURCE_EXHAUSTED} when it is longer
   */
  public byte[] bytes(int limit) throws IOException {
    byte[] bytes = body.readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "the answer of " + Http.plainly(uri) + " is longer than the " + limit + " bytes allowed");
    }
    return bytes;
  }

  /** What the body says of a failure, as far as it can be had. */
  public byte[] message() {
    try {
      return body.readNBytes(MESSAGE);
    } catch (IOException e) {
      return new byte[0]; // the status says enough
    }
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      // it was not wanted any more
    }
  }
}
