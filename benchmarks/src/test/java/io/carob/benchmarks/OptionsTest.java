package io.carob.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

  private static Options parse(String... words) {
    return Options.parse(Path.of("/x"), List.of(words));
  }

  @Test
  void withoutWordsAllRunsAndATableIsPrinted() {
    Options options = parse();

    assertThat(options.json()).isFalse();
    assertThat(options.repetitions()).isEqualTo(3);
    assertThat(options.wants("zstd")).isTrue();
  }

  @Test
  void onlyNamesTheGroupsToRun() {
    Options options = parse("--only", "zstd,memory", "-o", "json", "--repetitions", "7");

    assertThat(options.json()).isTrue();
    assertThat(options.repetitions()).isEqualTo(7);
    assertThat(options.wants("memory")).isTrue();
    assertThat(options.wants("gzip")).isFalse();
  }

  @Test
  void wrongWordsAreRefused() {
    assertThatThrownBy(() -> parse("--fast")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> parse("--repetitions", "0"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> parse("-o", "xml")).isInstanceOf(IllegalArgumentException.class);
  }
}
