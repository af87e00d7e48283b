package io.carob.rest.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes of the API, and finding the one that a request means. */
public final class Router {

  private final List<Route> routes = new ArrayList<>();
  private final Requests requests;

  /** No routes yet. */
  public Router() {
    this(new Requests());
  }

  /** No routes yet; what is asked of them is counted there. */
  public Router(Requests requests) {
    this.requests = requests;
  }

  /** What was asked. */
  public Requests requests() {
    return requests;
  }

  /** Adds a route. */
  public Router add(String method, String pattern, Action action) {
    routes.add(new Route(method, pattern, action));
    return this;
  }

  /** All routes, in the order they were added. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /**
   * Finds the route of a request; the first that fits wins.
   *
   * @param rawPath the path as it came, still encoded
   */
  Found find(String method, String rawPath) {
    List<String> segments = segments(rawPath);
    List<String> allowed = new ArrayList<>();
    for (Route route : routes) {
      Optional<Map<String, String>> values = route.match(segments);
      if (values.isPresent()) {
        if (route.method().equals(method)) {
          return new Match(route, values.get());
        }
        allowed.add(route.method());
      }
    }
    return allowed.isEmpty() ? new NoPath(known(segments)) : new NoMethod(allowed);
  }

  private List<String> known(List<String> segments) {
    String wanted = segments.size() > 1 ? segments.get(1) : "";
    List<String> near = patterns("/v1/" + wanted);
    return near.isEmpty() || wanted.isEmpty() ? patterns("/") : near;
  }

  private List<String> patterns(String prefix) {
    return routes.stream()
        .filter(route -> route.pattern().startsWith(prefix))
        .map(route -> route.method() + " " + route.pattern())
        .toList();
  }

  private static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String part : rawPath.substring(1).split("/", -1)) {
      // A plus is itself in a path; the decoder knows only forms, where it is a space.
      segments.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    return segments;
  }

  /** What was found. */
  sealed interface Found {}

  /** A route, with the values of the parts in braces. */
  record Match(Route route, Map<String, String> values) implements Found {}

  /** The path is there, with other methods only. */
  record NoMethod(List<String> allowed) implements Found {}

  /** No such path; these come near. */
  record NoPath(List<String> known) implements Found {}
}
