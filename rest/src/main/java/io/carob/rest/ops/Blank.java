package io.carob.rest.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes out what is or may be a secret: the values of environments, of ConfigMaps and Secrets, of
 * annotations and of whatever is called a password, a secret, a token, a key or the like, and the
 * user in URLs. Rather too much than too little.
 */
final class Blank {

  private static final String GONE = "***";
  private static final String SECRET =
      "(?:passw|passphrase|secret|token|credential|api[_.-]?key|private[_.-]?key|auth)";

  private static final Pattern URL_USER = Pattern.compile("://[^/\\s\"'<>]+@");
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)([\\w.-]*"
              + SECRET
              + "[\\w.-]*[\"']?\\s*[=:]\\s*)((?:bearer|basic)\\s+\\S+|\"[^\"]*\"|'[^']*'|\\S+)");
  private static final Pattern FLAG = Pattern.compile("(?i)-+[\\w.-]*" + SECRET + "[\\w.-]*");
  private static final Pattern NAME = Pattern.compile("(?i).*(?:" + SECRET + "|key).*");
  private static final Pattern LINE = Pattern.compile("(\\s*([^#!=:\\s]+)\\s*[=:]).*");

  /** Objects all of whose values are the users' own. */
  private static final Set<String> OWN = Set.of("data", "binaryData", "stringData", "annotations");

  private Blank() {}

  /** Any text. */
  static String text(String text) {
    String noUsers = URL_USER.matcher(text).replaceAll("://" + GONE + "@");
    return ASSIGNED.matcher(noUsers).replaceAll("$1" + GONE);
  }

  /** A file of keys and values, one a line. */
  static String properties(String text) {
    return text.lines()
        .map(
            line -> {
              var match = LINE.matcher(line);
              boolean secret = match.matches() && NAME.matcher(match.group(2)).matches();
              return secret ? match.group(1) + " " + GONE : text(line);
            })
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** A tree; changed in place where it can be. */
  static JsonNode tree(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object(object);
    }
    if (node instanceof ArrayNode array) {
      return array(array);
    }
    return node.isTextual() ? TextNode.valueOf(text(node.asText())) : node;
  }

  private static JsonNode object(ObjectNode object) {
    List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
    for (Map.Entry<String, JsonNode> field : fields) {
      object.set(field.getKey(), field(object, field.getKey(), field.getValue()));
    }
    return object;
  }

  private static JsonNode field(ObjectNode of, String name, JsonNode value) {
    if (OWN.contains(name) && value instanceof ObjectNode own) {
      own.fieldNames().forEachRemaining(key -> own.put(key, GONE));
      return own;
    }
    boolean pair = name.equals("value") && of.has("name"); // a variable, or a header of a probe
    boolean secret = value.isTextual() && NAME.matcher(name).matches();
    if (pair || secret) {
      return TextNode.valueOf(GONE);
    }
    if (name.equals("env") && value instanceof ArrayNode variables) {
      return variables(variables);
    }
    return tree(value);
  }

  private static JsonNode variables(ArrayNode variables) {
    for (int i = 0; i < variables.size(); i++) {
      JsonNode one = variables.get(i);
      variables.set(
          i,
          one.isTextual()
              ? TextNode.valueOf(one.asText().replaceFirst("(?s)=.*", "=" + GONE))
              : tree(one));
    }
    return variables;
  }

  private static JsonNode array(ArrayNode array) {
    boolean blank = false;
    for (int i = 0; i < array.size(); i++) {
      JsonNode one = array.get(i);
      array.set(i, blank && one.isTextual() ? TextNode.valueOf(GONE) : tree(one));
      // the value of --password stands after it
      blank = one.isTextual() && FLAG.matcher(one.asText()).matches();
    }
    return array;
  }
}
