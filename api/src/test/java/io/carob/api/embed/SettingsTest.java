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

  private static Config read(Map<String, String> values) {
    return Settings.read("mine", Config.class, values);
  }

  private static CarobException refused(Map<String, String> values) {
    return catchThrowableOfType(CarobException.class, () -> read(values));
  }
}
