package io.carob.rest.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes out what is or may be a secret: the values of environments, of ConfigMaps and Secrets, of
 * annotations and of whatever is called a password, a secret, a token, a key or the like, and the
 * user in URLs. Rather too much than too little.
 */
final class Blank {

  private static final String GONE = "***";
  private static final String SECRET =
      "(?:pass(?![a-z])|passw|passphrase|passcode|pwd|(?<![a-z])pin(?![a-z])|secret|token|credential"
          + "|api[_.-]?key|(?:private|access|signing|encryption|ssh)[_.-]?key|auth)";
  private static final String NAMED = "[\\w.-]*" + SECRET + "[\\w.-]*";

  /** A user has no slash, but a password may, when somebody forgot to write it as %2F. */
  private static final Pattern URL_USER =
      Pattern.compile("://(?:[^/\\s\"'<>]+|[^/\\s\"'<>@:]*:[^\\s\"'<>]*)@");

  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)",
          Pattern.DOTALL);
  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)(authorization\\\\?[\"']?\\s*[=:]\\s*\\\\?[\"']?)[^\"'\\n]*");
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)("
              + NAMED
              + "\\\\?[\"']?\\s*[=:]\\s*)((?:bearer|basic)\\s+\\S+|\\\\\"[^\"\\\\]*\\\\\"|\"[^\"]*\"|'[^']*'|\\S+)");
  private static final Pattern FLAG_AND_VALUE =
      Pattern.compile("(?i)((?<!\\S)-{1,2}" + NAMED + "\\s+)(?:\"[^\"]*\"|'[^']*'|\\S+)");
  private static final Pattern USER_FLAG =
      Pattern.compile("((?<!\\S)(?:-u|--user)[\\s=]+)[^\\s:]*:\\S+");
  private static final Pattern ELEMENT = Pattern.compile("(?i)(<" + NAMED + "(?:\\s[^>]*)?>)[^<]*");
  private static final Pattern TAG = Pattern.compile("(?i)<[^>]*[\"']" + NAMED + "[\"'][^>]*>");
  private static final Pattern XML_VALUE =
      Pattern.compile("(?i)(\\bvalue\\s*=\\s*)(?:\"[^\"]*\"|'[^']*')");
  private static final Pattern FLAG = Pattern.compile("(?i)-+" + NAMED);
  private static final Pattern NAME = Pattern.compile("(?i).*" + SECRET + ".*");

  /** Objects all of whose values are the users' own. */
  private static final Set<String> OWN = Set.of("data", "binaryData", "stringData", "annotations");

  private Blank() {}

  /** Any text. */
  static String text(String text) {
    String out = PEM.matcher(text).replaceAll(GONE);
    out = URL_USER.matcher(out).replaceAll("://" + GONE + "@");
    out = AUTHORIZATION.matcher(out).replaceAll("$1" + GONE);
    out = ASSIGNED.matcher(out).replaceAll("$1" + GONE);
    out = FLAG_AND_VALUE.matcher(out).replaceAll("$1" + GONE);
    return USER_FLAG.matcher(out).replaceAll("$1" + GONE);
  }

  /**
   * A property file, read as its users read it. Comments go: they may hold former values.
   *
   * @param secret which keys are secrets, whatever they are called
   */
  static String properties(String text, Predicate<String> secret) {
    Map<String, String> values = new LinkedHashMap<>();
    try {
      new Ordered(values).load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      return "# it is no property file, and nothing of it is shown\n";
    }
    StringBuilder out = new StringBuilder();
    values.forEach(
        (key, value) -> {
          String lower = key.toLowerCase(Locale.ROOT);
          boolean gone = secret.test(key) || NAME.matcher(key).matches() || lower.contains("key");
          out.append(key).append(" = ").append(gone ? GONE : text(value)).append('\n');
        });
    return out.toString();
  }

  /** An XML file, such as the log's settings. */
  static String xml(String text) {
    String out = ELEMENT.matcher(text).replaceAll("$1" + GONE);
    out =
        TAG.matcher(out)
            .replaceAll(
                tag ->
                    Matcher.quoteReplacement(
                        XML_VALUE.matcher(tag.group()).replaceAll("$1\"" + GONE + "\"")));
    return text(out);
  }

  /** Keeps the order of the file. */
  private static final class Ordered extends Properties {
    private static final long serialVersionUID = 1;
    private final transient Map<String, String> values;

    Ordered(Map<String, String> values) {
      this.values = values;
    }

    @Override
    public synchronized @Nullable Object put(Object key, Object value) {
      return values.put(key.toString(), value.toString());
    }
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
      // the value of --password stands after it, and that of curl's -u
      String word = one.isTextual() ? one.asText() : "";
      blank = FLAG.matcher(word).matches() || word.equals("-u") || word.equals("--user");
    }
    return array;
  }
}
