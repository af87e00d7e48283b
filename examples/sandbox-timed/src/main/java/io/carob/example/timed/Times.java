package io.carob.example.timed;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known of a sandbox: texts and whole numbers by name, on disk one flat JSON object. Names
 * that this version does not know are kept, so versions may take turns.
 *
 * <p>{@code delegate} is the driver that made it, absent when nothing is there; {@code
 * delegateForm} the highest form that driver wrote; {@code pauseStarted} an instant; and for each
 * of {@code create}, {@code find} and {@code remove} how often ({@code createCount}), how long last
 * and in sum ({@code createLastMicros}, {@code createTotalMicros}).
 */
record Times(Map<String, Object> values) {

  static final Times NONE = new Times(Map.of());

  private static final Pattern FIELD =
      Pattern.compile("\\s*\"([A-Za-z]+)\"\\s*:\\s*(?:\"([^\"\\\\]*)\"|(-?[0-9]{1,18}))\\s*(,|$)");

  Times {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  Optional<String> delegate() {
    return values.get("delegate") instanceof String text ? Optional.of(text) : Optional.empty();
  }

  int delegateForm() {
    return (int) Math.min(Integer.MAX_VALUE, number("delegateForm"));
  }

  Times madeBy(String driver, int form) {
    return with("delegate", driver).with("delegateForm", (long) form);
  }

  /** When the process began, as the kernel says; as it was when that is not to be had. */
  Times pauseStarted(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        .map(instant -> with("pauseStarted", instant.toString()))
        .orElse(this);
  }

  Times took(String operation, long nanos) {
    long micros = nanos / 1_000;
    return with(operation + "Count", number(operation + "Count") + 1)
        .with(operation + "LastMicros", micros)
        .with(operation + "TotalMicros", number(operation + "TotalMicros") + micros);
  }

  /** Nothing is there any more but these times. */
  Times removed() {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    copy.remove("delegate");
    copy.remove("delegateForm");
    copy.remove("pauseStarted");
    return new Times(copy);
  }

  private long number(String name) {
    return values.get(name) instanceof Long number ? number : 0;
  }

  private Times with(String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    copy.put(name, value);
    return new Times(copy);
  }

  String toJson() {
    StringBuilder json = new StringBuilder("{");
    values.forEach(
        (name, value) ->
            json.append(json.length() == 1 ? "\n" : ",\n")
                .append("  \"" + name + "\": ")
                .append(value instanceof String ? "\"" + value + "\"" : value));
    return json.append("\n}\n").toString();
  }

  /** Reads what {@link #toJson} wrote; empty for anything else. */
  static Optional<Times> ofJson(String json) {
    String text = json.strip();
    if (!text.startsWith("{") || !text.endsWith("}")) {
      return Optional.empty();
    }
    String fields = text.substring(1, text.length() - 1).strip();
    Map<String, Object> values = new LinkedHashMap<>();
    Matcher field = FIELD.matcher(fields);
    int at = 0;
    while (at < fields.length()) {
      field.region(at, fields.length());
      if (!field.lookingAt()) {
        return Optional.empty();
      }
      String value = field.group(2);
      values.put(field.group(1), value != null ? value : (Object) Long.valueOf(field.group(3)));
      at = field.end();
    }
    return Optional.of(new Times(values));
  }
}
