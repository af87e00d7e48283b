package io.carob.api.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VolumeFieldsTest {

  private final VolumeFields fields =
      VolumeFields.of(
          "spec.volumes[0].x",
          Map.of(
              "name",
              "n",
              "mode",
              420,
              "half",
              0.5,
              "on",
              true,
              "items",
              List.of(Map.of("key", 7))));

  @Test
  void valuesComeInTheirTypes() {
    assertThat(fields.requiredText("name")).isEqualTo("n");
    assertThat(fields.number("mode")).contains(420L);
    assertThat(fields.flag("on")).contains(true);
    assertThat(fields.text("missing")).isEmpty();
    assertThat(fields.list("missing")).isEmpty();
  }

  @Test
  void errorsNameTheWholePath() {
    assertThat(failure(() -> fields.text("mode")))
        .hasMessageStartingWith("spec.volumes[0].x.mode ");
    assertThat(failure(() -> fields.number("half"))).hasMessageContaining("0.5");
    assertThat(failure(() -> fields.requiredText("missing"))).hasMessageContaining(".missing");
    assertThat(failure(() -> fields.list("items").get(0).text("key")))
        .hasMessageStartingWith("spec.volumes[0].x.items[0].key ");
    assertThat(failure(() -> fields.allowOnly(Set.of("name", "mode", "half", "on"))))
        .hasMessageContaining(".items");
  }

  @Test
  void attributesMayBeTexts() {
    VolumeFields attributes =
        VolumeFields.ofAttributes(
            "spec.volumes[0].csi.volumeAttributes",
            Map.of(
                "depth",
                "7",
                "deeper",
                8,
                "on",
                "true",
                "off",
                false,
                "many",
                "7x",
                "maybe",
                "yes",
                "group",
                Map.of("less", "-1")));
    assertThat(attributes.number("depth")).contains(7L);
    assertThat(attributes.number("deeper")).contains(8L);
    assertThat(attributes.flag("on")).contains(true);
    assertThat(attributes.flag("off")).contains(false);
    assertThat(attributes.text("depth")).contains("7");
    assertThat(attributes.fields("group").orElseThrow().number("less")).contains(-1L);
    assertThat(failure(() -> attributes.number("many"))).hasMessageContaining(".many ");
    assertThat(failure(() -> attributes.flag("maybe"))).hasMessageContaining(".maybe ");
    assertThat(failure(() -> attributes.flag("depth"))).hasMessageContaining(".depth ");
  }

  @Test
  void otherFieldsHaveTheirOwnTypes() {
    VolumeFields plain = VolumeFields.of("x", Map.of("depth", "7", "on", "true"));
    failure(() -> plain.number("depth"));
    failure(() -> plain.flag("on"));
  }

  private static CarobException failure(Runnable call) {
    CarobException thrown = catchThrowableOfType(CarobException.class, call::run);
    assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return thrown;
  }
}
