package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;

class ComponentsTest {

  @Test
  void carobsOwnMessageIsTheReason() {
    Exception failure =
        new InvocationTargetException(
            new CarobException(
                ErrorCode.INTERNAL, "cannot serve on /x; do y", new IOException("no space")));
    assertThat(Components.reason(trace(failure))).isEqualTo("cannot serve on /x; do y");
  }

  @Test
  void otherwiseTheInnermostCauseIs() {
    Exception failure =
        new InvocationTargetException(
            new IllegalStateException("odd", new IOException("no space")));
    assertThat(Components.reason(trace(failure))).isEqualTo("java.io.IOException: no space");
    assertThat(Components.reason(trace(new IOException("alone"))))
        .isEqualTo("java.io.IOException: alone");
  }

  private static String trace(Exception failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
