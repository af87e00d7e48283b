package io.carob.api.embed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * What the settings of an annotation type may be, as its jar says in {@code OSGI-INF/metatype}: the
 * build writes that down from the annotations, which are not there at run time.
 */
final class Limits {

  private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

  /** What limits nothing. */
  static final Limits NONE = new Limits(Map.of());

  private final Map<String, Limit> limits;

  private Limits(Map<String, Limit> limits) {
    this.limits = limits;
  }

  /** What one setting may be. */
  private record Limit(@Nullable BigDecimal min, @Nullable BigDecimal max, List<String> options) {}

  /**
   * Reads the description of a type; without one nothing is limited. It is the file of its own
   * module, which nobody can hide there: the folder's name is no package's.
   */
  static Limits of(Class<?> type) {
    String name = "/OSGI-INF/metatype/" + type.getName() + ".xml";
    try (InputStream in = type.getResourceAsStream(name)) {
      Reader reader = new Reader();
      if (in != null) {
        SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature(NO_DOCTYPE, true);
        factory.newSAXParser().parse(in, reader);
      }
      return new Limits(reader.limits);
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new CarobException(
          ErrorCode.INTERNAL,
          "reading what can be set: " + name + " in the jar of " + type.getName() + ": " + e,
          e);
    }
  }

  /** What a value must be and is not, as the end of a sentence; empty when it is right. */
  Optional<String> fault(String key, Object value) {
    if (value instanceof Double real && !Double.isFinite(real)) {
      return Optional.of("must be a number");
    }
    Limit limit = limits.get(key);
    if (limit == null) {
      return Optional.empty();
    }
    if (!limit.options().isEmpty()) {
      return limit.options().contains(value.toString())
          ? Optional.empty()
          : Optional.of("must be " + String.join(" or ", limit.options()));
    }
    return value instanceof Number number && !isWithin(new BigDecimal(number.toString()), limit)
        ? Optional.of("must be " + limit(limit))
        : Optional.empty();
  }

  private static boolean isWithin(BigDecimal value, Limit limit) {
    return (limit.min() == null || value.compareTo(limit.min()) >= 0)
        && (limit.max() == null || value.compareTo(limit.max()) <= 0);
  }

  private static String limit(Limit limit) {
    if (limit.min() == null || limit.max() == null) {
      return limit.min() == null ? "at most " + limit.max() : "at least " + limit.min();
    }
    return "from " + limit.min() + " to " + limit.max();
  }

  /** A bound that is no number bounds nothing. */
  private static Optional<BigDecimal> number(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Takes the limits out of a description. */
  private static final class Reader extends DefaultHandler {

    private final Map<String, Limit> limits = new HashMap<>();
    private List<String> options = new ArrayList<>();

    @Override
    public void startElement(String uri, String local, String qualified, Attributes values) {
      String element = qualified.substring(qualified.indexOf(':') + 1);
      if (element.equals("AD")) {
        options = new ArrayList<>();
        limits.put(
            values.getValue("id"),
            new Limit(
                number(values.getValue("min")).orElse(null),
                number(values.getValue("max")).orElse(null),
                options));
      } else if (element.equals("Option")) {
        options.add(values.getValue("value"));
      }
    }
  }
}
