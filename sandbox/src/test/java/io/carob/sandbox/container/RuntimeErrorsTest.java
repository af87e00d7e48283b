package io.carob.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NOT_FOUND         | exec: \"nope\": executable file not found in $PATH",
        "NOT_FOUND         | exec: \"/nope\": stat /nope: no such file or directory",
        "NOT_FOUND         | executable file `nope` not found in $PATH: No such file or directory",
        "PERMISSION_DENIED | exec: \"/etc/passwd\": permission denied",
        "PERMISSION_DENIED | exec: \"/etc\": is a directory",
        "NOT_FOUND         | error mounting \"/a\" to rootfs at \"/b\": no such file or directory",
        "INVALID_ARGUMENT  | error mounting \"/a\" to rootfs: cannot be mounted because it is inside"
            + " /proc",
        "INTERNAL          | something else"
      })
  void findsTheCode(ErrorCode code, String reason) {
    String line = "time=\"now\" level=error msg=\"runc: " + reason.replace("\"", "\\\"") + "\"\n";
    assertThat(RuntimeErrors.failure("creation", "x", List.of("nope"), line).code())
        .isEqualTo(code);
  }

  @Test
  void reasonIsTheLastMessageUnquoted() {
    String text =
        "time=\"a\" level=warning msg=\"first\"\ntime=\"b\" level=error msg=\"say \\\"hi\\\"\"\n";
    assertThat(RuntimeErrors.reason(text)).isEqualTo("say \"hi\"");
    assertThat(RuntimeErrors.reason(" plain \n")).isEqualTo("plain");
  }

  @Test
  void exitCodesOfCommandsThatCannotRun() {
    assertThat(RuntimeErrors.execCode(255, "msg=\"exec: \\\"x\\\": not found\"")).isEqualTo(127);
    assertThat(RuntimeErrors.execCode(255, "msg=\"exec: \\\"x\\\": permission denied\""))
        .isEqualTo(126);
    assertThat(RuntimeErrors.execCode(3, "")).isEqualTo(3);
  }
}
