package io.carob.image.store.registry.wire;

import java.io.InputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One request. It can be sent again.
 *
 * @param method of HTTP
 * @param uri where to
 * @param headers beside those that are always there
 * @param body what is sent along
 */
public record Call(String method, URI uri, Map<String, String> headers, Optional<Body> body) {

  /**
   * What is sent along.
   *
   * @param length its bytes
   * @param open opens it from its beginning, each time it is sent
   */
  public record Body(long length, Supplier<InputStream> open) {}

  /** Copies the headers. */
  public Call {
    headers = Map.copyOf(headers);
  }

  /** A request without a body. */
  public static Call of(String method, URI uri) {
    return new Call(method, uri, Map.of(), Optional.empty());
  }

  /** The same with one more header. */
  public Call with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Call(method, uri, more, body);
  }

  /** The same with a body. */
  public Call with(Body sent) {
    return new Call(method, uri, headers, Optional.of(sent));
  }

  /** The same without a header. */
  public Call without(String name) {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    fewer.remove(name);
    return new Call(method, uri, fewer, body);
  }

  /** The same, sent elsewhere. */
  public Call to(URI other) {
    return new Call(method, other, headers, body);
  }

  /** Whether it only reads. */
  public boolean reads() {
    return method.equals("GET") || method.equals("HEAD");
  }
}
