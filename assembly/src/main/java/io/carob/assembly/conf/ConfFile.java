package io.carob.assembly.conf;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of settings, {@code <pid>.cfg}: a property file in UTF-8. In a value, {@code ${name}}
 * stands for a property of the framework or the JVM, {@code ${env:NAME}} for one of the
 * environment. A part that may be there several times has files named {@code <pid>~<name>.cfg}.
 *
 * @param file where it lies
 * @param values what it says, with all names replaced
 * @param faults what is wrong with it as such
 */
record ConfFile(Path file, Map<String, String> values, List<String> faults) {

  static final String SUFFIX = ".cfg";
  private static final Pattern NAME = Pattern.compile("\\$\\{([^}]*)}");
  private static final String ENVIRONMENT = "env:";

  /** Reads a file; what cannot be read is a fault of it. */
  static ConfFile read(Path file, Function<String, @Nullable String> names) {
    try {
      return parse(file, Files.readString(file), names);
    } catch (CharacterCodingException e) {
      return new ConfFile(file, Map.of(), List.of("is not written in UTF-8"));
    } catch (IOException e) {
      return new ConfFile(file, Map.of(), List.of("cannot be read: " + e));
    }
  }

  /** Reads what stands in a file, or would. */
  static ConfFile parse(Path file, String text, Function<String, @Nullable String> names) {
    List<String> faults = new ArrayList<>();
    Map<String, String> values = new LinkedHashMap<>();
    try (Reader in = new StringReader(text)) {
      new Once(values, faults).load(in);
    } catch (IllegalArgumentException | IOException e) {
      faults.add("cannot be read: " + e.getMessage());
    }
    values.replaceAll((key, value) -> replaced(key, value, names, faults));
    return new ConfFile(file, values, faults);
  }

  /** Whether a file is one of these. */
  static boolean isOne(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(SUFFIX) && !name.startsWith(".");
  }

  /** The file's name without its end: the PID, and the name of one of several. */
  String id() {
    return id(file);
  }

  static String id(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - SUFFIX.length());
  }

  /** Whose settings these are. */
  String pid() {
    return pid(id());
  }

  static String pid(String id) {
    int cut = id.indexOf('~');
    return cut < 0 ? id : id.substring(0, cut);
  }

  private static String replaced(
      String key, String value, Function<String, @Nullable String> names, List<String> faults) {
    return NAME.matcher(value.strip())
        .replaceAll(
            found -> {
              String name = found.group(1);
              String known =
                  name.startsWith(ENVIRONMENT)
                      ? System.getenv(name.substring(ENVIRONMENT.length()))
                      : names.apply(name);
              if (known == null) {
                faults.add(key + " names ${" + name + "}, which is not known");
              }
              return Matcher.quoteReplacement(known == null ? "" : known);
            });
  }

  /** Takes the pairs in their order, each key once. */
  @SuppressWarnings("serial") // never written
  private static final class Once extends Properties {

    private final transient Map<String, String> values;
    private final transient List<String> faults;

    Once(Map<String, String> values, List<String> faults) {
      this.values = values;
      this.faults = faults;
    }

    @Override
    public synchronized @Nullable Object put(Object key, Object value) {
      if (values.put((String) key, (String) value) != null) {
        faults.add(key + " is set twice");
      }
      return null;
    }
  }
}
