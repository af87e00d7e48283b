package io.carob.rest.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.SupportSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class SupportWithoutServiceTest {

  private static String archive(SupportSource... sources) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SupportWithoutService.write(out, List.of(sources), Instant.EPOCH);
    byte[] tar = new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes();
    assertThat(tar.length % 512).isZero();
    return new String(tar, StandardCharsets.UTF_8);
  }

  @Test
  void whatFilesTellIsBlankedAsWithAService() throws IOException {
    String tar =
        archive(
            () ->
                Map.of(
                    "conf/io.carob.a.cfg",
                    "my.password = hunter2\nplain = 7\n",
                    "conf/com.acme.cfg",
                    "plain = hunter2",
                    "log.txt",
                    "INFO https://u:hunter2@host/ token=hunter2 was pulled\n"));
    assertThat(tar)
        .doesNotContain("hunter2")
        .contains(
            "carob-support/conf/io.carob.a.cfg",
            "plain = 7",
            "carob-support/log.txt",
            "was pulled");
  }

  @Test
  void aSourceThatThrowsKeepsTheOthersNotBack() throws IOException {
    String tar =
        archive(
            () -> {
              throw new IllegalStateException("secret=hunter2");
            },
            () -> Map.of("log.txt", "here\n"));
    assertThat(tar).contains(".failed.txt", "here").doesNotContain("hunter2");
  }
}
