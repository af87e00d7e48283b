package io.carob.sandbox.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {

  @ParameterizedTest
  @CsvSource({
    "SIGTERM,15",
    "TERM,15",
    "sigquit,3",
    "9,9",
    "64,64",
    "SIGRTMIN+3,37",
    "RTMAX,64",
    "SIGRTMAX-1,63",
    "WINCH,28",
    "SIGSYS,31"
  })
  void knowsNamesAndNumbers(String text, int number) {
    assertThat(Signals.number(text)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SIG", "0", "65", "-1", "SIGFOO", "RTMIN-1", "RTMIN+99"})
  void refusesWhatIsNone(String text) {
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(() -> Signals.number(text))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }
}
