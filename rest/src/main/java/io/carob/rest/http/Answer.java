package io.carob.rest.http;

import java.util.List;
import java.util.function.Function;

/**
 * What a call answers, for programs and for people.
 *
 * @param json the value to be written as JSON (or YAML)
 * @param table the text for people; told whether the wide form is wanted
 * @param names what {@code output=name} prints, one a line
 */
public record Answer(Object json, Function<Boolean, String> table, List<String> names) {

  /** Copies the names. */
  public Answer {
    names = List.copyOf(names);
  }

  /** An answer with one text and no names. */
  public static Answer of(Object json, String text) {
    return new Answer(json, wide -> text, List.of());
  }
}
