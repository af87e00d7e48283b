package io.carob.api.volume;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of one volume type, as the manifest gives them: a plain map with typed access. Values
 * are {@code String}, {@code Number}, {@code Boolean}, {@code List} and {@code Map} of these.
 *
 * <p>Every accessor raises {@code INVALID_ARGUMENT} with the path of the field when its value has
 * another type.
 */
public final class VolumeFields {

  private final String path;
  private final Map<String, Object> values;

  /** Whether numbers and flags may be written as texts. */
  private final boolean texts;

  private VolumeFields(String path, Map<String, Object> values, boolean texts) {
    this.path = path;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.texts = texts;
  }

  /**
   * Wraps a map.
   *
   * @param path where the fields stand in the manifest, such as {@code spec.volumes[0].emptyDir};
   *     it begins every error message
   * @param values the fields; copied one level deep
   * @return the fields, as manifests give them
   */
  public static VolumeFields of(String path, Map<String, Object> values) {
    return new VolumeFields(Objects.requireNonNull(path), values, false);
  }

  /**
   * Wraps the attributes of an inline CSI volume. Kubernetes has texts alone there, so {@link
   * #flag} and {@link #number} also read {@code "true"}, {@code "false"} and {@code "7"}.
   *
   * @param path where the attributes stand in the manifest
   * @param values the attributes; copied one level deep
   * @return the fields; groups in them read texts so, too
   */
  public static VolumeFields ofAttributes(String path, Map<String, Object> values) {
    return new VolumeFields(Objects.requireNonNull(path), values, true);
  }

  /** {@return where the fields stand in the manifest} */
  public String path() {
    return path;
  }

  /** {@return the fields as they are} */
  public Map<String, Object> asMap() {
    return values;
  }

  /**
   * A text field.
   *
   * @param name the field's name
   * @return the text as it is, maybe empty; empty when the field is not there
   */
  public Optional<String> text(String name) {
    return value(name, String.class, "a text");
  }

  /**
   * A text field that must be there and not empty.
   *
   * @param name the field's name
   * @return the text, as it is
   * @throws CarobException {@code INVALID_ARGUMENT} when it is not
   */
  public String requiredText(String name) {
    return text(name).filter(t -> !t.isEmpty()).orElseThrow(() -> invalid(name, "is required"));
  }

  /**
   * A true-or-false field.
   *
   * @param name the field's name
   * @return the flag; empty when the field is not there
   */
  public Optional<Boolean> flag(String name) {
    if (texts && values.get(name) instanceof String text) {
      if (!text.equals("true") && !text.equals("false")) {
        throw invalid(name, "must be true or false");
      }
      return Optional.of(text.equals("true"));
    }
    return value(name, Boolean.class, "true or false");
  }

  /**
   * A whole number.
   *
   * @param name the field's name
   * @return the number; empty when the field is not there
   */
  public Optional<Long> number(String name) {
    if (texts && values.get(name) instanceof String text) {
      if (!text.matches("-?[0-9]{1,18}")) {
        throw invalid(name, "must be a whole number");
      }
      return Optional.of(Long.valueOf(text));
    }
    return value(name, Number.class, "a whole number")
        .map(
            n -> {
              if (n.doubleValue() != n.longValue()) {
                throw invalid(name, "must be a whole number, but is " + n);
              }
              return n.longValue();
            });
  }

  /**
   * A group of further fields.
   *
   * @param name the field's name
   * @return the fields inside, which name their whole path in errors; empty when the group is not
   *     there
   */
  public Optional<VolumeFields> fields(String name) {
    return value(name, Map.class, "a group of fields").map(m -> nested(path + "." + name, m));
  }

  /**
   * A list of groups of fields; empty when it is not there.
   *
   * @param name the field's name
   * @return the groups, in the manifest's order; each names its place in errors
   */
  public List<VolumeFields> list(String name) {
    Optional<List<?>> list = value(name, List.class, "a list").map(l -> (List<?>) l);
    if (list.isEmpty()) {
      return List.of();
    }
    List<VolumeFields> out = new java.util.ArrayList<>();
    int index = 0;
    for (Object element : list.get()) {
      String at = path + "." + name + "[" + index++ + "]";
      if (!(element instanceof Map<?, ?> map)) {
        throw new CarobException(ErrorCode.INVALID_ARGUMENT, at + " must be a group of fields");
      }
      out.add(nested(at, map));
    }
    return List.copyOf(out);
  }

  /**
   * Refuses fields that are not among the given names.
   *
   * @param names all fields that the type has
   * @throws CarobException {@code INVALID_ARGUMENT} that names the first unknown field
   */
  public void allowOnly(Set<String> names) {
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw invalid(name, "is not a field here; known are " + names.stream().sorted().toList());
      }
    }
  }

  /**
   * {@return an {@code INVALID_ARGUMENT} error for one field, to be thrown by the caller}
   *
   * @param name the field's name
   * @param reason what is wrong with it, to be read after the field's path, such as {@code must be
   *     positive}
   */
  public CarobException invalid(String name, String reason) {
    return new CarobException(ErrorCode.INVALID_ARGUMENT, path + "." + name + " " + reason);
  }

  private VolumeFields nested(String path, Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((k, v) -> copy.put(String.valueOf(k), v));
    return new VolumeFields(path, copy, texts);
  }

  private <T> Optional<T> value(String name, Class<T> type, String word) {
    Object value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw invalid(name, "must be " + word);
    }
    return Optional.of(type.cast(value));
  }

  @Override
  public String toString() {
    return path + values;
  }
}
