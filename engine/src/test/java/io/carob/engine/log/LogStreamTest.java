package io.carob.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.LogRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LogStreamTest {

  private static final LogRange ALL = new LogRange(OptionalInt.empty(), Optional.empty(), false);

  Path file = Path.of("");

  @BeforeEach
  void folder(@TempDir Path folder) {
    file = folder.resolve("0.log");
  }

  @Test
  void showsTheTextOfBothOutputsInOrder() throws IOException {
    append(record(1, "stdout", "F", "one") + record(2, "stderr", "F", "two"));
    assertThat(read(ALL)).isEqualTo("one\ntwo\n");
  }

  @Test
  void joinsPartsOfALine() throws IOException {
    append(record(1, "stdout", "P", "on") + record(2, "stdout", "F", "e"));
    append(record(3, "stdout", "F", ""));
    assertThat(read(ALL)).isEqualTo("one\n\n");
  }

  @Test
  void showsTimesOncePerLine() throws IOException {
    append(record(1, "stdout", "P", "a") + record(2, "stdout", "F", "b"));
    assertThat(read(new LogRange(OptionalInt.empty(), Optional.empty(), true)))
        .isEqualTo("2026-01-01T00:00:01.5+00:00 ab\n");
  }

  @Test
  void startsAtATime() throws IOException {
    append(record(1, "stdout", "F", "a") + record(5, "stdout", "F", "b"));
    Instant since = Instant.parse("2026-01-01T00:00:02Z");
    assertThat(read(new LogRange(OptionalInt.empty(), Optional.of(since), false))).isEqualTo("b\n");
  }

  @Test
  void showsOneOutput() throws IOException {
    append(record(1, "stdout", "F", "a") + record(2, "stderr", "F", "b"));
    assertThat(read(of(LogRequest.Output.BOTH))).isEqualTo("a\nb\n");
    assertThat(read(of(LogRequest.Output.STDOUT))).isEqualTo("a\n");
    assertThat(read(of(LogRequest.Output.STDERR))).isEqualTo("b\n");
  }

  private static LogRange of(LogRequest.Output output) {
    return new LogRange(OptionalInt.empty(), Optional.empty(), false, output);
  }

  @Test
  void showsTheLastLines() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append(record(i % 60, "stdout", i % 3 == 0 ? "P" : "F", "line " + i));
    }
    text.append(record(1, "stdout", "F", "x".repeat(200_000)));
    append(text.toString());
    String all = read(ALL);
    for (int lines : new int[] {0, 1, 2, 3, 700, 13_000}) {
      String expected = last(all, lines);
      assertThat(read(tail(lines))).isEqualTo(expected);
    }
    assertThat(read(tail(1_000_000))).isEqualTo(all);
  }

  private static String last(String all, int lines) {
    String[] each = all.split("(?<=\n)", -1);
    StringBuilder out = new StringBuilder();
    for (int i = Math.max(0, each.length - 1 - lines); i < each.length; i++) {
      out.append(each[i]);
    }
    return out.toString();
  }

  @Test
  void aRecordCutOffByACrashIsShown() throws IOException {
    append(record(1, "stdout", "F", "one"));
    append("2026-01-01T00:00:02.5+00:00 stdout F tw");
    assertThat(read(ALL)).isEqualTo("one\ntw\n");
    assertThat(read(tail(1))).isEqualTo("tw\n");
  }

  @Test
  void aLogThatWasNotWrittenYetIsEmpty() throws IOException {
    assertThat(read(ALL)).isEmpty();
  }

  @Test
  void followsUntilTheContainerEnds() throws Exception {
    append(record(1, "stdout", "F", "one"));
    LogStream stream = LogStream.open(file, ALL, true);
    try (BufferedReader reader = reader(stream)) {
      assertThat(reader.readLine()).isEqualTo("one");
      CompletableFuture<String> next = CompletableFuture.supplyAsync(() -> line(reader));
      append(record(2, "stdout", "F", "two"));
      assertThat(next.get()).isEqualTo("two");
      append(record(3, "stdout", "F", "three"));
      stream.drainAndEnd();
      assertThat(reader.readLine()).isEqualTo("three");
      assertThat(reader.readLine()).isNull();
    }
  }

  @Test
  void followsIntoARotatedFile() throws Exception {
    append(record(1, "stdout", "F", "one"));
    try (BufferedReader reader = reader(LogStream.open(file, ALL, true))) {
      assertThat(reader.readLine()).isEqualTo("one");
      CompletableFuture<String> next = CompletableFuture.supplyAsync(() -> line(reader));
      Path fresh = file.resolveSibling("fresh");
      Files.writeString(fresh, record(2, "stdout", "F", "two"));
      Files.move(file, file.resolveSibling("0.log.1"));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(next.get()).isEqualTo("two");
    }
  }

  @Test
  void closingEndsAReaderThatWaits() throws Exception {
    append(record(1, "stdout", "F", "one"));
    LogStream stream = LogStream.open(file, ALL, true);
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    stream.onClose(() -> closed.complete(true));
    BufferedReader reader = reader(stream);
    assertThat(reader.readLine()).isEqualTo("one");
    CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> readOne(stream));
    stream.close();
    assertThat(end.get()).isEqualTo(-1);
    assertThat(closed).isCompleted();
  }

  private static int readOne(LogStream stream) {
    try {
      return stream.read();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String line(BufferedReader reader) {
    try {
      return String.valueOf(reader.readLine());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static BufferedReader reader(LogStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  private static LogRange tail(int lines) {
    return new LogRange(OptionalInt.of(lines), Optional.empty(), false);
  }

  private String read(LogRange range) throws IOException {
    try (LogStream stream = LogStream.open(file, range, false)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String record(int second, String stream, String tag, String text) {
    return String.format("2026-01-01T00:00:%02d.5+00:00 %s %s %s%n", second, stream, tag, text);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
