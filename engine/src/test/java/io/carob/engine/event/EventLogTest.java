package io.carob.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Subscription;
import io.carob.api.node.MetricSource;
import io.carob.api.pod.Event;
import io.carob.api.pod.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EventLogTest {

  private static final ResourceKey A = new ResourceKey("Pod", "default", "a");
  private static final ResourceKey B = new ResourceKey("Pod", "default", "b");

  private final EventLog log = new EventLog(() -> Instant.EPOCH);

  @Test
  void countsRepetitionsOfTheLastEventOfASubject() {
    log.record("Normal", "Started", A, "one");
    log.record("Normal", "Started", B, "one");
    log.record("Normal", "Started", A, "one");
    log.record("Warning", "Failed", A, "two");
    log.record("Normal", "Started", A, "one");
    assertThat(log.list())
        .extracting(e -> e.subject().name() + e.reason() + e.count())
        .containsExactly("bStarted1", "aStarted2", "aFailed1", "aStarted1");
  }

  private Map<String, Double> counted() {
    return log.counts().metrics().stream()
        .collect(
            Collectors.toMap(
                one -> one.labels().get("type") + one.labels().get("reason"),
                MetricSource.Metric::value));
  }

  @Test
  void countsAllThatEverWereByTypeAndReason() {
    for (int i = 0; i < EventLog.CAPACITY + 5; i++) {
      log.record("Normal", "Started", i % 2 == 0 ? A : B, "the same");
    }
    log.record("Warning", "Started", A, "one");
    assertThat(counted())
        .containsEntry("NormalStarted", EventLog.CAPACITY + 5.0)
        .containsEntry("WarningStarted", 1.0)
        .hasSize(2);
  }

  @Test
  void reasonsWithoutEndMakeNoSeriesWithoutEnd() {
    for (int i = 0; i < 3 * EventCounts.MOST; i++) {
      log.record("Odd", "Reason" + i, A, "m");
    }
    assertThat(counted())
        .hasSize(EventCounts.MOST + 1)
        .containsEntry("Normalother", 2.0 * EventCounts.MOST);
  }

  @Test
  void forgetsTheOldest() {
    for (int i = 0; i < EventLog.CAPACITY + 5; i++) {
      log.record("Normal", "Started", A, "number " + i);
    }
    assertThat(log.list()).hasSize(EventLog.CAPACITY);
    assertThat(log.list().get(0).message()).isEqualTo("number 5");
  }

  @Test
  void tellsListenersUntilTheyClose() {
    List<Event> heard = new ArrayList<>();
    Subscription broken =
        log.subscribe(
            e -> {
              throw new IllegalStateException("broken listener");
            });
    Subscription subscription = log.subscribe(heard::add);
    log.record("Normal", "Started", A, "one");
    subscription.close();
    log.record("Normal", "Started", A, "two");
    broken.close();
    assertThat(heard).extracting(Event::message).containsExactly("one");
  }
}
