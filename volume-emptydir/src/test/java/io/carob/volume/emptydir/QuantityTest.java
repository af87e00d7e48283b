package io.carob.volume.emptydir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "+5, 5",
    "64Mi, 67108864",
    "1G, 1000000000",
    "1Gi, 1073741824",
    "500k, 500000",
    "2Ki, 2048",
    "1e6, 1000000",
    "1E3, 1000",
    "1.5e3, 1500",
    "15e-1, 2",
    "1E, 1000000000000000000",
    "1.5Gi, 1610612736",
    ".5Ki, 512",
    "1., 1",
    "1500m, 2",
    "1u, 1",
    "1n, 1",
    "1.0E7, 10000000",
    "7Ei, 8070450532247928832",
    "8Ei, 9223372036854775807",
    "1e999, 9223372036854775807",
  })
  void quantitiesOfKubernetesAreRead(String text, long value) {
    assertThat(Quantity.parse(text)).contains(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "-1", "-1Gi", "Mi", "1 Mi", "1mi", "1KI", "1K", "1KB", "1MiB", "0x10", "1e", "1e+",
        "1,5Gi", "1.2.3", ".", "1_000", "1e9999", "١", "NaN", "1\n"
      })
  void otherTextsAreNone(String text) {
    assertThat(Quantity.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 100_000})
  void endlessDigitsAreRefused(int length) {
    assertThat(Quantity.parse("1".repeat(length))).isEmpty();
  }
}
