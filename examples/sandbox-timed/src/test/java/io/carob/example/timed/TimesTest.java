package io.carob.example.timed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimesTest {

  @Test
  void whatIsWrittenIsRead() {
    Times times = Times.NONE.madeBy("pause", 3).took("create", 1_234_567).took("find", 9_000);
    assertThat(Times.ofJson(times.toJson())).contains(times);
    assertThat(Times.ofJson(Times.NONE.toJson())).contains(Times.NONE);
  }

  @Test
  void callsAreCountedAndSummed() {
    Times times = Times.NONE.took("find", 2_000_000).took("find", 500_000);
    assertThat(times.values())
        .containsEntry("findCount", 2L)
        .containsEntry("findLastMicros", 500L)
        .containsEntry("findTotalMicros", 2_500L);
  }

  @Test
  void whatAnotherVersionAddedIsKept() {
    String later = "{\"delegate\": \"pause\",\"delegateForm\":1,\"colour\":\"blue\", \"size\" :-7}";
    Times times = Times.ofJson(later).orElseThrow().took("find", 1_000);
    assertThat(Times.ofJson(times.toJson()).orElseThrow().values())
        .containsEntry("colour", "blue")
        .containsEntry("size", -7L)
        .containsEntry("findCount", 1L);
  }

  @Test
  void anythingElseIsNotMisread() {
    List<String> others =
        List.of(
            "", "{", "[]", "{\"delegate\": pause}", "{\"a\": 1 \"b\": 2}", "{\"a\": {\"b\": 1}}");
    assertThat(others).allSatisfy(other -> assertThat(Times.ofJson(other)).isEmpty());
  }

  @Test
  void startOfAProcessIsTheKernels() {
    long pid = ProcessHandle.current().pid();
    Object started = Times.NONE.pauseStarted(pid).values().get("pauseStarted");
    assertThat(Instant.parse((String) started)).isBefore(Instant.now());
    assertThat(Times.NONE.pauseStarted(0)).isEqualTo(Times.NONE);
  }

  @Test
  void afterRemovalTimesAreLeftAlone() {
    Times times = Times.NONE.madeBy("pause", 3).took("create", 1_000).removed();
    assertThat(times.delegate()).isEmpty();
    assertThat(times.delegateForm()).isZero();
    assertThat(times.values()).containsEntry("createCount", 1L);
  }
}
