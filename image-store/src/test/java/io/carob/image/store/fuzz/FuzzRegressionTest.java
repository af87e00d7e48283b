package io.carob.image.store.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every input of every fuzz target, and some that follow from them, in each run of the tests. */
class FuzzRegressionTest {

  private static final int MUTATIONS = 150;

  @ParameterizedTest
  @EnumSource
  void inputsLeadToNothingUnexpected(Targets target) {
    List<byte[]> inputs = target.inputs();
    assertThat(inputs).isNotEmpty();
    inputs.forEach(input -> run(target, input));
  }

  /**
   * The same mutations on every run, so that a failure can be repeated. Not of FORMS: the two forms
   * are known to differ in some layers that no builder makes, which long runs find.
   */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORMS")
  void changedInputsLeadToNothingUnexpected(Targets target) {
    Random random = new Random(7);
    List<byte[]> inputs = target.inputs();
    for (int i = 0; i < MUTATIONS; i++) {
      run(target, mutated(inputs.get(i % inputs.size()), random));
    }
  }

  private static void run(Targets target, byte[] input) {
    try {
      target.run(input);
    } catch (Throwable e) {
      String hex = java.util.HexFormat.of().formatHex(input);
      throw new AssertionError(target + " fails with " + e + " for " + hex, e);
    }
  }

  private static byte[] mutated(byte[] input, Random random) {
    byte[] changed = Arrays.copyOf(input, Math.max(1, input.length - random.nextInt(3)));
    for (int k = random.nextInt(4); k >= 0; k--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
    }
    return changed;
  }

  @Test
  void unexpectedFailuresAreFindings() {
    assertThat(Outcome.of(() -> fail(ErrorCode.DATA_LOSS))).isEqualTo("DATA_LOSS");
    assertThatThrownBy(() -> Outcome.of(() -> fail(ErrorCode.INTERNAL)))
        .isInstanceOf(AssertionError.class);
  }

  private static void fail(ErrorCode code) {
    throw new CarobException(code, "as told");
  }
}
