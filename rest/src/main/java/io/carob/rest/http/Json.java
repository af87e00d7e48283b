package io.carob.rest.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.snapshot.SnapshotKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The API's JSON: values as their text, enumerations in lower case, absent optionals as null. */
public final class Json {

  private static final List<Class<?>> AS_TEXT =
      List.of(
          Digest.class,
          DiffId.class,
          ChainId.class,
          ImageReference.class,
          Platform.class,
          SnapshotKey.class,
          Path.class,
          Instant.class);

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(module())
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private static final DefaultPrettyPrinter PRETTY =
      new DefaultPrettyPrinter()
          .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"))
          .withObjectIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));

  private Json() {}

  /** The value as a tree. */
  public static JsonNode tree(Object value) {
    return value instanceof JsonNode node ? node : MAPPER.valueToTree(value);
  }

  /** Reads JSON text that the node itself keeps. */
  public static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CarobException(ErrorCode.INTERNAL, "a stored object is not JSON", e);
    }
  }

  /** Reads JSON that a client sent. */
  public static JsonNode parseRequest(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "the request's body is not JSON: " + firstLine(e), e);
    }
  }

  /** The value on one line, without a line end. */
  public static byte[] line(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new CarobException(ErrorCode.INTERNAL, "an answer cannot be written as JSON", e);
    }
  }

  /** The value indented, with a line end. */
  public static String pretty(Object value) {
    try {
      return MAPPER.writer(PRETTY).writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new CarobException(ErrorCode.INTERNAL, "an answer cannot be written as JSON", e);
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }

  private static SimpleModule module() {
    SimpleModule module = new SimpleModule("carob");
    AS_TEXT.forEach(type -> asText(module, type));
    module.addSerializer(
        Optional.class,
        serializer((value, out) -> out.writePOJO(value.isPresent() ? value.get() : null)));
    module.addSerializer(
        Enum.class,
        serializer((value, out) -> out.writeString(value.name().toLowerCase(Locale.ROOT))));
    return module;
  }

  private static <T> void asText(SimpleModule module, Class<T> type) {
    module.addSerializer(type, serializer((value, out) -> out.writeString(value.toString())));
  }

  private static <T> JsonSerializer<T> serializer(Writer<T> writer) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider provider)
          throws IOException {
        writer.write(value, out);
      }
    };
  }

  private interface Writer<T> {
    void write(T value, JsonGenerator out) throws IOException;
  }
}
