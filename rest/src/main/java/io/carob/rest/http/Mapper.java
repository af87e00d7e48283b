package io.carob.rest.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.carob.api.ChainId;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.snapshot.SnapshotKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the API's types look in JSON. Made when it is needed first: see {@link PlainJson}. */
final class Mapper {

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

  static final JsonMapper INSTANCE =
      JsonMapper.builder()
          .addModule(module())
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  static final DefaultPrettyPrinter PRETTY =
      new DefaultPrettyPrinter()
          .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"))
          .withObjectIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));

  private Mapper() {}

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
