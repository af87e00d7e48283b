package io.carob.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainJsonTest {

  @Test
  void writesAsTheMapperDoes() throws Exception {
    Map<String, Object> value = new HashMap<>();
    value.put("text", "a\"b\u0001\u00e4\ud83d\ude00");
    value.put("none", null);
    value.put("state", Thread.State.TIMED_WAITING);
    value.put("numbers", Arrays.asList(1, -2L, Long.MAX_VALUE, null));
    value.put("map", Map.of("z", true, "a", List.of(), "m", Map.of()));
    assertThat(PlainJson.fits(value)).isTrue();
    assertThat(text(PlainJson.line(value)))
        .isEqualTo(text(Mapper.INSTANCE.writeValueAsBytes(value)))
        .contains("\"map\":{\"a\":[],\"m\":{},\"z\":true}", "\"state\":\"timed_waiting\"");
  }

  @Test
  void otherValuesAreForTheMapper() {
    for (Object other :
        List.of(1.5, Instant.EPOCH, Optional.of("a"), new int[] {1}, Map.of(1, "a"))) {
      assertThat(PlainJson.fits(other)).as("%s", other).isFalse();
      assertThat(PlainJson.fits(List.of(Map.of("in", other)))).isFalse();
    }
    assertThat(text(Json.line(Map.of("at", Instant.EPOCH))))
        .isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\"}");
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
