package io.carob.rest.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.rest.http.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which labels are wanted: {@code app=web,tier!=db,owner,!draft}, all of them. */
final class LabelSelector {

  private static final String NAME = "[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?";
  private static final String VALUE = "([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?";

  private final List<Predicate<JsonNode>> wanted;

  private LabelSelector(List<Predicate<JsonNode>> wanted) {
    this.wanted = wanted;
  }

  /** Reads a selector; {@code INVALID_ARGUMENT} when it is none. */
  static LabelSelector parse(String text) {
    List<Predicate<JsonNode>> wanted = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      wanted.add(one(text, part.strip()));
    }
    return new LabelSelector(wanted);
  }

  private static Predicate<JsonNode> one(String text, String part) {
    if (part.matches("!" + NAME)) {
      String name = part.substring(1);
      return labels -> !labels.has(name);
    }
    if (part.matches(NAME)) {
      return labels -> labels.has(part);
    }
    if (!part.matches(NAME + "\\s*(==|!=|=)\\s*" + VALUE)) {
      throw Call.invalid(
          "labelSelector",
          "\"" + text + "\" must be parts such as app=web, tier!=db, app or !app, with commas");
    }
    boolean not = part.contains("!=");
    String name = part.substring(0, part.indexOf(not ? '!' : '=')).strip();
    String value = part.substring(part.lastIndexOf('=') + 1).strip();
    return labels -> not != (labels.has(name) && labels.path(name).asText().equals(value));
  }

  /** Whether an object in Kubernetes' JSON form has the labels. */
  boolean matches(JsonNode object) {
    JsonNode labels = object.at("/metadata/labels");
    return wanted.stream().allMatch(each -> each.test(labels));
  }
}
