package io.carob.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTest {

  @ParameterizedTest
  @CsvSource({
    "ENOENT, NOT_FOUND",
    "EEXIST, ALREADY_EXISTS",
    "EPERM, PERMISSION_DENIED",
    "EACCES, PERMISSION_DENIED",
    "ENOSPC, RESOURCE_EXHAUSTED",
    "EDQUOT, RESOURCE_EXHAUSTED",
    "EMFILE, RESOURCE_EXHAUSTED",
    "ENFILE, RESOURCE_EXHAUSTED",
    "EINVAL, INVALID_ARGUMENT",
    "ENOSYS, UNSUPPORTED",
    "EOPNOTSUPP, UNSUPPORTED",
    "ENODEV, UNSUPPORTED",
    "EBUSY, FAILED_PRECONDITION",
    "ENOTEMPTY, FAILED_PRECONDITION",
    "EIO, DATA_LOSS",
    "EFAULT, INTERNAL"
  })
  void mapsToAStableCode(Errno errno, ErrorCode code) {
    assertThat(Errno.code(errno.number())).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"ENOENT, 2", "EDQUOT, 122", "ELOOP, 40", "EOPNOTSUPP, 95"})
  void hasTheKernelsNumber(Errno errno, int number) {
    assertThat(errno.number()).isEqualTo(number);
    assertThat(Errno.describe(number)).startsWith(errno.name());
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "33", "100000"})
  void describesUnknownNumbers(int number) {
    assertThat(Errno.code(number)).isEqualTo(ErrorCode.INTERNAL);
    assertThat(Errno.describe(number)).contains(Integer.toString(number));
  }
}
