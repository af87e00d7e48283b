package io.carob.volume.configmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.VolumeFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigMapFieldsTest {

  @Test
  void defaultsAreThoseOfKubernetes() {
    ConfigMapFields fields = parse(Map.of("name", "web"));
    assertThat(fields.defaultMode()).isEqualTo(0644);
    assertThat(fields.optional()).isFalse();
    assertThat(fields.items()).isEmpty();
  }

  @Test
  void itemModeGoesBeforeDefaultMode() {
    ConfigMapFields fields =
        parse(
            Map.of(
                "name",
                "web",
                "defaultMode",
                0400,
                "items",
                List.of(
                    Map.of("key", "a", "path", "a"),
                    Map.of("key", "b", "path", "./x//b", "mode", 0755))));
    assertThat(fields.items().get(0).mode()).isEqualTo(0400);
    assertThat(fields.items().get(1).mode()).isEqualTo(0755);
    assertThat(fields.items().get(1).path()).hasToString("x/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "..", "../x", "a/../x", "a/..", "..data", "..2026/x", ".", "a\0b"})
  void pathThatLeavesTheVolumeIsRefused(String path) {
    assertInvalid("items", List.of(Map.of("key", "a", "path", path)));
  }

  @Test
  void tooLongPathIsRefused() {
    assertInvalid("items", List.of(Map.of("key", "a", "path", "a".repeat(256))));
    assertInvalid("items", List.of(Map.of("key", "a", "path", "a/".repeat(2000) + "b")));
  }

  @Test
  void pathsInEachOthersWayAreRefused() {
    assertInvalid(
        "items", List.of(Map.of("key", "a", "path", "x"), Map.of("key", "b", "path", "./x")));
    assertInvalid(
        "items", List.of(Map.of("key", "a", "path", "x/y"), Map.of("key", "b", "path", "x")));
  }

  @Test
  void wrongFieldsAreRefused() {
    assertInvalid("defaultMode", -1);
    assertInvalid("defaultMode", 01000);
    assertInvalid("defaultMode", "0644");
    assertInvalid("optional", "yes");
    assertInvalid("items", Map.of());
    assertInvalid("items", List.of(Map.of("key", "a")));
    assertInvalid("items", List.of(Map.of("key", "a", "path", "a", "mode", 512)));
    assertInvalid("items", List.of(Map.of("key", "a", "path", "a", "owner", 1)));
    assertInvalid("sources", List.of());
  }

  private static void assertInvalid(String field, Object value) {
    Map<String, Object> fields = new HashMap<>(Map.of("name", "web"));
    fields.put(field, value);
    CarobException e = catchThrowableOfType(CarobException.class, () -> parse(fields));
    assertThat(e).as("%s", fields).isNotNull();
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  private static ConfigMapFields parse(Map<String, Object> fields) {
    return ConfigMapFields.parse(VolumeFields.of("configMap", fields));
  }
}
