package io.carob.engine.deployment;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How a new template is rolled out.
 *
 * @param recreate whether all old pods go first
 * @param surge pods beyond the wanted number, as a number or a percentage
 * @param unavailable pods that may be missing, as a number or a percentage
 */
record Strategy(boolean recreate, String surge, String unavailable) {

  static Strategy of(JsonNode spec) {
    JsonNode rolling = spec.path("strategy").path("rollingUpdate");
    return new Strategy(
        spec.path("strategy").path("type").asText().equals("Recreate"),
        rolling.path("maxSurge").asText("25%"),
        rolling.path("maxUnavailable").asText("25%"));
  }

  int maxSurge(int wanted) {
    return amount(surge, wanted, true);
  }

  /** At least one when nothing may be added either, so that there is a way at all. */
  int maxUnavailable(int wanted) {
    int amount = amount(unavailable, wanted, false);
    return amount == 0 && maxSurge(wanted) == 0 ? 1 : amount;
  }

  private static int amount(String text, int wanted, boolean up) {
    if (!text.endsWith("%")) {
      return Integer.parseInt(text);
    }
    long part = (long) wanted * Integer.parseInt(text.substring(0, text.length() - 1));
    return (int) (up ? (part + 99) / 100 : part / 100);
  }
}
