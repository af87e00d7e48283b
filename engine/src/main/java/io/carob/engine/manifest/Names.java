package io.carob.engine.manifest;

import java.util.regex.Pattern;

/** The grammars of names in Kubernetes. */
final class Names {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?");
  private static final Pattern LABEL_KEY =
      Pattern.compile("(?:[a-z0-9][-a-z0-9.]*/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?");
  private static final Pattern DATA_KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
  private static final Pattern VARIABLE = Pattern.compile("[^=\\x00-\\x20\\x7f]{1,1024}");

  private Names() {}

  static void label(String path, String name) {
    if (name == null || name.isEmpty()) {
      throw ManifestError.at(path, "is required");
    }
    if (name.length() > 63 || !LABEL.matcher(name).matches()) {
      throw ManifestError.at(
          path,
          "\""
              + name
              + "\" is no DNS label: at most 63 lower-case letters, digits and hyphens, beginning"
              + " and ending with a letter or digit");
    }
  }

  static void subdomain(String path, String name) {
    if (name == null || name.isEmpty()) {
      throw ManifestError.at(path, "is required");
    }
    if (name.length() > 253 || !SUBDOMAIN.matcher(name).matches()) {
      throw ManifestError.at(
          path,
          "\""
              + name
              + "\" is no DNS name: at most 253 lower-case letters, digits, hyphens and dots,"
              + " beginning and ending with a letter or digit");
    }
  }

  static void labels(String path, java.util.Map<String, String> labels) {
    labels.forEach(
        (key, value) -> {
          if (key.length() > 317 || !LABEL_KEY.matcher(key).matches()) {
            throw ManifestError.at(path, "\"" + key + "\" is no label name");
          }
          if (value == null || value.length() > 63 || !LABEL_VALUE.matcher(value).matches()) {
            throw ManifestError.at(
                path + "." + key,
                "\""
                    + value
                    + "\" is no label value: at most 63 letters, digits and - _ ., beginning and"
                    + " ending with a letter or digit");
          }
        });
  }

  static boolean isDataKey(String key) {
    return DATA_KEY.matcher(key).matches() && !key.equals(".") && !key.equals("..");
  }

  static boolean isVariable(String name) {
    return VARIABLE.matcher(name).matches();
  }
}
