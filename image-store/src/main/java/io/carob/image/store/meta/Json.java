package io.carob.image.store.meta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.carob.api.image.ImageConfig;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The columns that hold JSON. Written and read by hand, so that no type of the API is bound to a
 * format, and without a mapper, which a store with images would have to make at its opening.
 */
final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  static String labels(Map<String, String> labels) {
    return text(json -> object(json, labels));
  }

  static Map<String, String> labels(String text) throws JsonProcessingException {
    return read(text, Json::strings);
  }

  static String config(ImageConfig config) {
    return text(
        json -> {
          json.writeStartObject();
          array(json, "env", config.env());
          array(json, "entrypoint", config.entrypoint());
          array(json, "cmd", config.cmd());
          json.writeStringField("workingDir", config.workingDir());
          json.writeStringField("user", config.user());
          json.writeStringField("stopSignal", config.stopSignal());
          json.writeFieldName("labels");
          object(json, config.labels());
          array(json, "exposedPorts", config.exposedPorts());
          array(json, "volumes", config.volumes());
          json.writeEndObject();
        });
  }

  static ImageConfig config(String text) throws JsonProcessingException {
    Map<String, List<String>> lists = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    Map<String, String> labels = new TreeMap<>();
    read(
        text,
        json -> {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            switch (json.nextToken()) {
              case START_ARRAY -> lists.put(name, list(json));
              case START_OBJECT -> labels.putAll(strings(json)); // there is no other
              default -> texts.put(name, json.getText());
            }
          }
          return texts;
        });
    return new ImageConfig(
        lists.getOrDefault("env", List.of()),
        lists.getOrDefault("entrypoint", List.of()),
        lists.getOrDefault("cmd", List.of()),
        texts.getOrDefault("workingDir", ""),
        texts.getOrDefault("user", ""),
        texts.getOrDefault("stopSignal", ""),
        labels,
        new LinkedHashSet<>(lists.getOrDefault("exposedPorts", List.of())),
        new LinkedHashSet<>(lists.getOrDefault("volumes", List.of())));
  }

  private static void array(JsonGenerator json, String name, Collection<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static void object(JsonGenerator json, Map<String, String> values) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> value : new TreeMap<>(values).entrySet()) {
      json.writeStringField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
  }

  /** The rest of an array of texts. */
  private static List<String> list(JsonParser json) throws IOException {
    List<String> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      values.add(scalar(json));
    }
    return values;
  }

  /** The rest of an object of texts. */
  private static Map<String, String> strings(JsonParser json) throws IOException {
    Map<String, String> values = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      values.put(name, scalar(json));
    }
    return values;
  }

  private static String scalar(JsonParser json) throws IOException {
    if (!json.currentToken().isScalarValue()) {
      throw new JsonParseException(json, "a text is expected");
    }
    return json.getText();
  }

  private interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  private interface Reading<T> {
    T from(JsonParser json) throws IOException;
  }

  private static String text(Writing writing) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      writing.to(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory takes all
    }
    return text.toString();
  }

  /** Reads an object, once its start is read. */
  private static <T> T read(String text, Reading<T> reading) throws JsonProcessingException {
    try (JsonParser json = FACTORY.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(json, "an object is expected");
      }
      return reading.from(json);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory is read to its end
    }
  }
}
