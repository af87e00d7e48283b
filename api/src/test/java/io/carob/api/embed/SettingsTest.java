package io.carob.api.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @interface Config {
    String cache_folder() default "/cache";

    int most__wanted() default 3;

    long bytes() default 1;

    boolean on() default true;

    String[] names() default {"a", "b"};
  }

  /** Its description is among the test's resources, where a build puts it. */
  @interface Limited {
    int seconds() default 10;

    long least() default 5;

    double share() default 0.1;

    String form() default "text";

    String free() default "";
  }

  @interface Damaged {
    String word() default "";
  }

  @Test
  void whatIsNotSetHasItsDefault() {
    Config config = read(Map.of());
    assertThat(config.cache_folder()).isEqualTo("/cache");
    assertThat(config.most__wanted()).isEqualTo(3);
    assertThat(config.names()).containsExactly("a", "b");
    assertThat(config.annotationType()).isEqualTo(Config.class);
  }

  @Test
  void keysFollowDeclarativeServices() {
    Config config =
        read(
            Map.of(
                "cache.folder",
                "/x",
                "most_wanted",
                " 7 ",
                "on",
                "false",
                "bytes",
                "5000000000",
                "names",
                "c,d"));
    assertThat(config.cache_folder()).isEqualTo("/x");
    assertThat(config.most__wanted()).isEqualTo(7);
    assertThat(config.on()).isFalse();
    assertThat(config.bytes()).isEqualTo(5_000_000_000L);
    assertThat(config.names()).containsExactly("c,d");
    assertThat(Settings.key("my$_$key_$new$$")).isEqualTo("my-key.new$");
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestKnownOne() {
    CarobException thrown = refused(Map.of("cache.foldr", "/x"));
    assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(thrown).hasMessageContaining("Is \"cache.folder\" meant?");
    assertThat(refused(Map.of("zzz", "/x"))).hasMessageContaining("Leave it out");
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    assertThat(refused(Map.of("most_wanted", "many")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refused(Map.of("on", "yes")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void whatAJarLimitsASettingToHolds() {
    for (String[] right :
        new String[][] {
          {"seconds", "1"},
          {"seconds", "3600"},
          {"least", "5"},
          {"share", "0.5"},
          {"form", "json"},
          {"free", "anything"}
        }) {
      assertThat(limited(right[0], right[1])).as(String.join(" = ", right)).isNotNull();
    }
    Map<String, String> wrong =
        Map.of(
            "seconds",
            "from 1 to 3600",
            "least",
            "at least 5",
            "share",
            "at most 0.5",
            "form",
            "text or json");
    wrong.forEach(
        (key, must) -> {
          String value =
              Map.of("seconds", "0", "least", "4", "share", "1e3").getOrDefault(key, "x");
          CarobException thrown =
              catchThrowableOfType(CarobException.class, () -> limited(key, value));
          assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
          assertThat(thrown).hasMessageContainingAll("mine: " + key, must, "\"" + value + "\"");
        });
    assertThat(limited("seconds", "3600").seconds()).isEqualTo(3600);
    for (String none : new String[] {"NaN", "Infinity", "1e3d", "0x1p9"}) {
      CarobException thrown =
          catchThrowableOfType(CarobException.class, () -> limited("share", none));
      assertThat(thrown).as(none).isNotNull();
      assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
  }

  @Test
  void aDescriptionThatReachesOutIsRefused() {
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class,
            () -> Settings.read("mine", Damaged.class, Map.of("word", "any")));
    assertThat(thrown.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(thrown).hasMessageContaining("DOCTYPE");
  }

  private static Limited limited(String key, String value) {
    return Settings.read("mine", Limited.class, Map.of(key, value));
  }

  private static Config read(Map<String, String> values) {
    return Settings.read("mine", Config.class, values);
  }

  private static CarobException refused(Map<String, String> values) {
    return catchThrowableOfType(CarobException.class, () -> read(values));
  }
}
