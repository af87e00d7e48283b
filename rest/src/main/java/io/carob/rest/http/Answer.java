package io.carob.rest.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a call answers, for programs and for people.
 *
 * @param json the value to be written as JSON (or YAML)
 * @param table the text for people; told whether the wide form is wanted
 * @param names what {@code output=name} prints, one a line; empty where that means nothing
 */
public record Answer(Object json, Function<Boolean, String> table, Optional<List<String>> names) {

  /** Copies the names. */
  public Answer {
    names = names.map(List::copyOf);
  }

  /** An answer with names, which may be none at this moment. */
  public Answer(Object json, Function<Boolean, String> table, List<String> names) {
    this(json, table, Optional.of(names));
  }

  /** An answer with one text, about what has no names. */
  public static Answer of(Object json, String text) {
    return of(json, wide -> text);
  }

  /** An answer about what has no names. */
  public static Answer of(Object json, Function<Boolean, String> table) {
    return new Answer(json, table, Optional.empty());
  }
}
