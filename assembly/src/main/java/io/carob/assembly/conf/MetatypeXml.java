package io.carob.assembly.conf;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads what a jar says in OSGI-INF: which PIDs its components go by, and what each can be told.
 * Done here and not by the Metatype service, because it is needed before the framework runs.
 */
final class MetatypeXml extends DefaultHandler {

  private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
  private static final SAXParser PARSER = parser();

  private final Map<String, Map<String, Key>> classes = new LinkedHashMap<>();
  private final Map<String, String> descriptions = new LinkedHashMap<>();
  private final Map<String, String> designates = new LinkedHashMap<>();
  private final Set<String> factories = new HashSet<>();
  private final List<String> components = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private String current = "";
  private String pid = "";
  private @Nullable Key key;

  private MetatypeXml() {}

  /**
   * Reads one document of a driver's author: nothing outside it is read, and it has no entities.
   *
   * @throws IOException when it is none
   */
  static List<Pid> read(InputStream in) throws IOException {
    MetatypeXml handler = new MetatypeXml();
    try {
      parse(in, handler);
    } catch (SAXException e) {
      throw new IOException("it is no sound XML: " + e.getMessage(), e);
    }
    return handler.pids();
  }

  /** By one parser for all: making one takes longer than most documents do. */
  private static synchronized void parse(InputStream in, MetatypeXml handler)
      throws IOException, SAXException {
    try {
      PARSER.parse(in, handler);
    } finally {
      PARSER.reset();
    }
  }

  private static SAXParser parser() {
    try {
      SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature(NO_DOCTYPE, true);
      return factory.newSAXParser();
    } catch (SAXException | ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Pid> pids() {
    List<Pid> pids = new ArrayList<>();
    designates.forEach(
        (name, ocd) ->
            pids.add(
                new Pid(
                    name,
                    descriptions.getOrDefault(ocd, ""),
                    classes.getOrDefault(ocd, Map.of()),
                    classes.containsKey(ocd),
                    factories.contains(name))));
    components.forEach(name -> pids.add(Pid.untyped(name)));
    return pids;
  }

  @Override
  public void startElement(String uri, String local, String qualified, Attributes values) {
    switch (qualified.substring(qualified.indexOf(':') + 1)) {
      case "component" -> component(values);
      case "OCD" -> {
        current = value(values, "id");
        classes.put(current, new LinkedHashMap<>());
        descriptions.put(current, value(values, "description"));
      }
      case "AD" -> key = key(values);
      case "Option" -> options.add(value(values, "value"));
      case "Designate" -> {
        String factory = value(values, "factoryPid");
        pid = factory.isEmpty() ? value(values, "pid") : factory;
        if (!factory.isEmpty()) {
          factories.add(factory);
        }
      }
      case "Object" -> designates.put(pid, value(values, "ocdref"));
      default -> {
        // says nothing that is needed here
      }
    }
  }

  @Override
  public void endElement(String uri, String local, String qualified) {
    Key read = key;
    if (qualified.equals("AD") && read != null) {
      classes
          .getOrDefault(current, new LinkedHashMap<>())
          .put(
              read.name(),
              new Key(
                  read.name(),
                  read.type(),
                  read.several(),
                  read.otherwise(),
                  read.min(),
                  read.max(),
                  options,
                  read.help()));
      options.clear();
      key = null;
    }
  }

  /** A component's own name is its PID unless it says otherwise. */
  private void component(Attributes values) {
    String name = value(values, "name");
    String pids = value(values, "configuration-pid");
    for (String each : (pids.isEmpty() ? name : pids).strip().split("\\s+", -1)) {
      components.add(each.equals("$") ? name : each);
    }
  }

  private static Key key(Attributes values) {
    String several = value(values, "cardinality");
    return new Key(
        value(values, "id"),
        value(values, "type"),
        !several.isEmpty() && !several.equals("0"),
        value(values, "default"),
        values.getValue("min"),
        values.getValue("max"),
        List.of(),
        value(values, "description"));
  }

  private static String value(Attributes values, String name) {
    String value = values.getValue(name);
    return value == null ? "" : value;
  }
}
