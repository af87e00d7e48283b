package io.carob.linux.process;

import static io.carob.linux.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PidsTest {

  /** A process whose parent is not this one: the shell in between has ended. */
  private static long orphan() throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("setsid", "sh", "-c", "sleep 1000 >/dev/null & echo $!").start();
    try (BufferedReader out = shell.inputReader(StandardCharsets.US_ASCII)) {
      long pid = Long.parseLong(out.readLine());
      shell.waitFor();
      return pid;
    }
  }

  @Test
  void exitOfAProcessThatIsNoChildIsNoticed() throws Exception {
    long pid = orphan();
    long startTime = Pids.startTime(pid).orElseThrow();
    CompletableFuture<Void> exit = Pids.onExit(pid, startTime);
    assertThat(exit).isNotDone();
    assertThat(Pids.isAlive(pid, startTime)).isTrue();
    assertThat(Pids.signal(pid, startTime, 0)).isTrue();
    assertThat(Pids.signal(pid, startTime, Signals.TERM)).isTrue();
    exit.get(60, TimeUnit.SECONDS);
    assertThat(Pids.isAlive(pid, startTime)).isFalse();
    assertThat(Pids.onExit(pid, startTime).get(60, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void cancelledWatchesKeepNoDescriptors() throws Exception {
    long pid = orphan();
    long startTime = Pids.startTime(pid).orElseThrow();
    CompletableFuture<Void> kept = Pids.onExit(pid, startTime);
    long before = pidfds();
    for (int i = 0; i < 100; i++) {
      assertThat(Pids.onExit(pid, startTime).cancel(false)).isTrue();
      assertThat(Pids.onExitReaping(pid, startTime).cancel(false)).isTrue();
    }
    assertThat(pidfds()).isLessThan(before + 100);
    assertThat(kept).isNotDone();
    assertThat(Pids.signal(pid, startTime, Signals.KILL)).isTrue();
    kept.get(60, TimeUnit.SECONDS);
  }

  @Test
  void whoAsksAfterAllOthersHaveCancelledIsTold() throws Exception {
    long pid = orphan();
    long startTime = Pids.startTime(pid).orElseThrow();
    assertThat(Pids.onExit(pid, startTime).cancel(false)).isTrue();
    CompletableFuture<Void> exit = Pids.onExit(pid, startTime);
    assertThat(Pids.signal(pid, startTime, Signals.KILL)).isTrue();
    exit.get(60, TimeUnit.SECONDS);
  }

  private static long pidfds() throws IOException {
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      return links.filter(PidsTest::isPidfd).count();
    }
  }

  private static boolean isPidfd(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().contains("pidfd");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @Test
  void childOfProcessBuilderKeepsItsStatus() throws Exception {
    Process child = new ProcessBuilder("sh", "-c", "read x; exit 3").start();
    long startTime = Pids.startTime(child.pid()).orElseThrow();
    CompletableFuture<Void> exit = Pids.onExit(child.pid(), startTime);
    child.getOutputStream().close();
    exit.get(60, TimeUnit.SECONDS);
    assertThat(child.waitFor()).isEqualTo(3);
  }

  @Test
  void anotherStartTimeIsAnotherProcess() throws Exception {
    long pid = orphan();
    long startTime = Pids.startTime(pid).orElseThrow();
    assertThat(Pids.signal(pid, startTime - 1, Signals.KILL)).isFalse();
    assertThat(Pids.onExit(pid, startTime + 1)).isCompleted();
    assertThat(Pids.isAlive(pid, startTime - 1)).isFalse();
    assertThat(Pids.onExitReaping(pid, startTime + 1)).isCompletedWithValue(Optional.empty());
    assertThat(Pids.signal(pid, startTime, Signals.KILL)).isTrue();
  }

  @Test
  void absentProcessesHaveEnded() throws Exception {
    assertThat(Pids.startTime(Integer.MAX_VALUE)).isEmpty();
    assertThat(Pids.signal(Integer.MAX_VALUE, 1, Signals.KILL)).isFalse();
    assertThat(Pids.signal(-1, 1, Signals.KILL)).isFalse();
    assertThat(Pids.signal(0, 1, Signals.KILL)).isFalse();
    assertThat(Pids.onExit(Long.MAX_VALUE, 1)).isCompleted();
  }

  @Test
  void badSignalNumberIsRefused() {
    long self = ProcessHandle.current().pid();
    long startTime = Pids.startTime(self).orElseThrow();
    assertThat(Pids.signal(self, startTime, 0)).isTrue();
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> Pids.signal(self, startTime, 99));
  }

  @ParameterizedTest
  @CsvSource({
    "TERM, 15, SIGTERM",
    "sigterm, 15, SIGTERM",
    "15, 15, SIGTERM",
    "SIGKILL, 9, SIGKILL",
    "SIGRTMIN+3, 37, SIGRTMIN+3",
    "RTMIN, 34, SIGRTMIN",
    "RTMAX-1, 63, SIGRTMIN+29",
    "POLL, 29, SIGIO",
    "WINCH, 28, SIGWINCH"
  })
  void signalsHaveNamesAndNumbers(String text, int number, String name) {
    assertThat(Signals.number(text)).isEqualTo(number);
    assertThat(Signals.name(number)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "FOO", "0", "65", "-1", "RTMIN+31", "RTMIN-1", "RTMAX-99"})
  void otherSignalsAreRefused(String text) {
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> Signals.number(text));
  }
}
