package io.carob.image.store.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.carob.api.image.ImageConfig;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void labelsComeBackAndAreWrittenInOrder() throws JsonProcessingException {
    Map<String, String> labels = Map.of("b", "2\"\n\u00e4", "a", "", "c", "\ud83d\ude00");
    assertThat(Json.labels(labels))
        .isEqualTo("{\"a\":\"\",\"b\":\"2\\\"\\n\u00e4\",\"c\":\"\ud83d\ude00\"}");
    assertThat(Json.labels(Json.labels(labels))).isEqualTo(labels);
    assertThat(Json.labels("{}")).isEmpty();
  }

  @Test
  void configsComeBack() throws JsonProcessingException {
    ImageConfig config =
        new ImageConfig(
            List.of("A=a", "B="),
            List.of("/bin/sh", "-c"),
            List.of(),
            "/w",
            "me:us",
            "SIGINT",
            Map.of("l", "v"),
            new LinkedHashSet<>(List.of("80/tcp", "53/udp")),
            new LinkedHashSet<>(List.of("/data")));
    assertThat(Json.config(Json.config(config))).isEqualTo(config);
    assertThat(Json.config("{\"of.later\":true,\"more\":[1],\"user\":\"x\"}").user())
        .isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "[]", "{", "{\"a\":", "{\"a\":{}}", "{\"a\":[1]}"})
  void whatIsNoMapOfTextsIsRefused(String text) {
    assertThatThrownBy(() -> Json.labels(text)).isInstanceOf(JsonProcessingException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"env\":[", "{\"env\":[[]]}", "{\"labels\":{\"a\":[]}}"})
  void whatIsNoConfigIsRefused(String text) {
    assertThatThrownBy(() -> Json.config(text)).isInstanceOf(JsonProcessingException.class);
  }
}
