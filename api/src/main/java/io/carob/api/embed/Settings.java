package io.carob.api.embed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.text.Nearest;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings, as a configuration file has them, by the very annotation type that Declarative
 * Services reads them by in OSGi: so a driver has one description of its configuration in all
 * homes.
 *
 * <pre>{@code
 * @interface Config {
 *   String cache_folder() default "/var/cache/mine"; // the key is cache.folder
 *   int most__wanted() default 3; // the key is most_wanted
 * }
 * Config config = Settings.read(pid(), Config.class, home.settings());
 * }</pre>
 *
 * <p>Elements may be texts, numbers, booleans, and arrays of texts; of these a setting gives one.
 * What an element's {@code AttributeDefinition} limits it to holds here as it does in OSGi.
 */
public final class Settings {

  private Settings() {}

  /**
   * Reads settings; what is not set has the default of its element.
   *
   * @param <C> the annotation type
   * @param pid the PID, for messages
   * @param type the annotation type; each of its elements has a default
   * @param values what is set, by key
   * @return answers each element by what is set, or by its default
   * @throws CarobException {@code INVALID_ARGUMENT} for a key that the type has no element for,
   *     naming the nearest, and for a value that is not of the element's type, or not within the
   *     limits or among the options that its {@code AttributeDefinition} names, which are read from
   *     {@code OSGI-INF/metatype} in the type's jar; {@code INTERNAL} when that is damaged
   */
  public static <C extends Annotation> C read(
      String pid, Class<C> type, Map<String, String> values) {
    Map<String, Method> elements = new TreeMap<>();
    for (Method element : type.getDeclaredMethods()) {
      elements.put(key(element.getName()), element);
    }
    known("key of " + pid, values.keySet(), elements.keySet());
    Limits limits = values.isEmpty() ? Limits.NONE : Limits.of(type);
    Map<String, Object> answers = new LinkedHashMap<>();
    elements.forEach(
        (key, element) -> {
          String text = values.get(key);
          Object standard =
              Objects.requireNonNull(element.getDefaultValue(), () -> key + " has no default");
          answers.put(
              element.getName(),
              text == null
                  ? standard
                  : value(pid, key, element.getReturnType(), limits, text.strip()));
        });
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> answer(type, answers, proxy, method, args)));
  }

  private static Object answer(
      Class<?> type, Map<String, Object> answers, Object proxy, Method method, Object[] args) {
    Object answer = answers.get(method.getName());
    if (answer != null && method.getParameterCount() == 0) {
      return answer instanceof Object[] array ? array.clone() : answer;
    }
    return switch (method.getName()) {
      case "annotationType" -> type;
      case "equals" -> proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> type.getSimpleName() + answers.keySet();
    };
  }

  /** The key of an element, by the rules of Declarative Services. */
  static String key(String element) {
    StringBuilder key = new StringBuilder();
    int at = 0;
    while (at < element.length()) {
      if (element.startsWith("$_$", at)) {
        key.append('-');
        at += 3;
      } else if (element.startsWith("__", at) || element.startsWith("$$", at)) {
        key.append(element.charAt(at));
        at += 2;
      } else {
        char next = element.charAt(at++);
        if (next != '$') {
          key.append(next == '_' ? '.' : next);
        }
      }
    }
    return key.toString();
  }

  private static Object value(String pid, String key, Class<?> type, Limits limits, String text) {
    Object value = value(pid, key, type, text);
    limits
        .fault(key, value)
        .ifPresent(
            why -> {
              throw new CarobException(
                  ErrorCode.INVALID_ARGUMENT,
                  pid + ": " + key + " " + why + ", but is \"" + text + "\"");
            });
    return value;
  }

  private static Object value(String pid, String key, Class<?> type, String text) {
    try {
      if (type == String.class) {
        return text;
      }
      if (type == String[].class) {
        return new String[] {text};
      }
      if (type == int.class) {
        return Integer.valueOf(text);
      }
      if (type == long.class) {
        return Long.valueOf(text);
      }
      if (type == double.class) {
        return Double.valueOf(text);
      }
      if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
        return Boolean.valueOf(text);
      }
    } catch (NumberFormatException e) {
      throw wrong(pid, key, type, text, e);
    }
    throw wrong(pid, key, type, text, null);
  }

  private static CarobException wrong(
      String pid, String key, Class<?> type, String text, @Nullable Exception cause) {
    String message =
        pid + ": " + key + " = " + text + " is no " + type.getSimpleName() + ". Give one";
    return cause == null
        ? new CarobException(ErrorCode.INVALID_ARGUMENT, message)
        : new CarobException(ErrorCode.INVALID_ARGUMENT, message, cause);
  }

  /**
   * Checks that all words are known ones.
   *
   * @param what what they are, for the message
   * @param words what somebody wrote
   * @param known what there is
   * @throws CarobException {@code INVALID_ARGUMENT} naming the first that is not, and the known one
   *     nearest to it
   */
  public static void known(String what, Collection<String> words, Collection<String> known) {
    for (String word : words) {
      if (!known.contains(word)) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT,
            "\""
                + word
                + "\" is no "
                + what
                + ". "
                + Nearest.to(word, known)
                    .map(near -> "Is \"" + near + "\" meant?")
                    .orElse("Leave it out")
                + " There are "
                + known.stream().sorted().toList());
      }
    }
  }
}
