package io.carob.image.store.registry.login;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One challenge of a header {@code WWW-Authenticate} (RFC 9110).
 *
 * @param scheme such as {@code bearer}, in lower case
 * @param parameters by name, in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

  /** Copies the parameters. */
  Challenge {
    parameters = Map.copyOf(parameters);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }

  /** The challenges of these headers; what cannot be read is left out. */
  static List<Challenge> parse(List<String> headers) {
    List<Challenge> all = new ArrayList<>();
    headers.forEach(header -> new Reader(header).addTo(all));
    return all;
  }

  /** Reads one header, which may hold several challenges. */
  private static final class Reader {

    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    void addTo(List<Challenge> all) {
      skip(" \t,");
      while (at < text.length()) {
        String scheme = token();
        if (scheme.isEmpty()) {
          return;
        }
        all.add(new Challenge(scheme.toLowerCase(Locale.ROOT), parameters()));
        skip(" \t,");
      }
    }

    private Map<String, String> parameters() {
      Map<String, String> found = new TreeMap<>();
      while (true) {
        skip(" \t,");
        int begin = at;
        String name = token();
        skip(" \t");
        if (name.isEmpty() || at >= text.length() || text.charAt(at) != '=') {
          at = begin; // the next challenge begins here
          return found;
        }
        at++;
        skip(" \t");
        found.putIfAbsent(name.toLowerCase(Locale.ROOT), value());
      }
    }

    private String value() {
      if (at >= text.length() || text.charAt(at) != '"') {
        return token();
      }
      at++;
      StringBuilder value = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at++));
      }
      at = Math.min(at + 1, text.length()); // the closing quote, which may be missing
      return value.toString();
    }

    private String token() {
      int begin = at;
      while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(begin, at);
    }

    private void skip(String characters) {
      while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }
  }
}
