package io.carob.cli;

import org.jspecify.annotations.Nullable;

/** A path with its query, put together piece by piece. */
final class Target {

  private final StringBuilder text;
  private char next = '?';

  Target(String... segments) {
    text = new StringBuilder("/v1");
    for (String segment : segments) {
      text.append('/').append(Http.encode(segment));
    }
  }

  /** Adds a segment; before the first parameter. */
  Target then(String segment) {
    text.append('/').append(Http.encode(segment));
    return this;
  }

  /** Adds a parameter, unless its value is missing. */
  Target with(String name, @Nullable Object value) {
    if (value != null) {
      text.append(next).append(name).append('=').append(Http.encode(value.toString()));
      next = '&';
    }
    return this;
  }

  /** Adds a parameter that is true. */
  Target flag(String name, boolean on) {
    return on ? with(name, "true") : this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
