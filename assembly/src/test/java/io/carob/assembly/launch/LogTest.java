package io.carob.assembly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {

  private static LoggingEvent event(
      String message, @Nullable Throwable failure, Object... arguments) {
    LoggingEvent event =
        new LoggingEvent(
            LogTest.class.getName(),
            new LoggerContext().getLogger("io.carob.test"),
            Level.WARN,
            message,
            failure,
            arguments);
    event.setThreadName("main \"thread\"");
    event.setMDCPropertyMap(java.util.Map.of("pod", "default/web"));
    return event;
  }

  @Test
  void anEventIsOneJsonObjectOnALine() {
    String hostile = "a\nb\u001b[2J \u009b \"c\" \\ \u2028 \u00e4";
    String line =
        new String(
            new JsonLines().encode(event("seen {}", new IOException("no"), hostile)),
            StandardCharsets.UTF_8);
    assertThat(line).startsWith("{\"time\":\"").endsWith("\"}\n");
    assertThat(line.strip().codePoints().noneMatch(Character::isISOControl)).isTrue();
    assertThat(line)
        .contains(
            "\"level\":\"WARN\",\"logger\":\"io.carob.test\",\"thread\":\"main \\\"thread\\\"\"",
            "\"message\":\"seen a\\nb\\u001b[2J \\u009b \\\"c\\\" \\\\ \\u2028 \u00e4\"",
            "\"error\":\"java.io.IOException: no\\n",
            "\"context.pod\":\"default/web\"");
  }

  @Test
  void theTailKeepsTheLastLines() {
    LogTail tail = new LogTail();
    for (int i = 0; i < 5010; i++) {
      tail.append(event("line {}.", null, i));
    }
    assertThat(LogTail.lines()).hasSize(5000);
    assertThat(LogTail.lines().get(0)).endsWith("io.carob.test: line 10.");
    tail.append(event("x".repeat(100_000), null));
    assertThat(LogTail.lines().get(4999)).hasSizeLessThan(5000);
  }

  @Test
  void settingsAreReadBeforeTheLogIs(@TempDir Path conf) throws IOException {
    assertThat(LogSettings.read(conf).format()).isEqualTo("text");
    Path file = conf.resolve("log.properties");
    Files.writeString(file, "log.format = json\nlevel.io.carob = DEBUG\n");
    assertThat(LogSettings.read(conf).format()).isEqualTo("json");
    assertThat(LogSettings.read(conf).levels()).containsEntry("io.carob", "DEBUG");
    Files.writeString(file, "log.format = xml\n");
    assertThatThrownBy(() -> LogSettings.read(conf)).hasMessageContaining("text or json");
  }
}
