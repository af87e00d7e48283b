package io.carob.engine.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Usage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class VolumeFiguresTest {

  private final AtomicLong now = new AtomicLong();
  private final Deque<Runnable> background = new ArrayDeque<>();
  private final VolumeFigures figures = new VolumeFigures(background::add, now::get);
  private final AtomicInteger measured = new AtomicInteger();

  private Usage measure() {
    return new Usage(measured.incrementAndGet(), 1);
  }

  @Test
  void measuresAtFirstAndThenAnswersTheLastFigure() {
    assertThat(figures.of("a", this::measure).bytes()).isEqualTo(1);
    assertThat(figures.of("a", this::measure).bytes()).isEqualTo(1);
    assertThat(figures.of("b", this::measure).bytes()).isEqualTo(2);
    assertThat(background).isEmpty();
  }

  @Test
  void anOldFigureIsMeasuredOnceInTheBackground() {
    figures.of("a", this::measure);
    now.addAndGet(VolumeFigures.FRESH.toNanos() + 1);
    assertThat(figures.of("a", this::measure).bytes()).isEqualTo(1);
    assertThat(figures.of("a", this::measure).bytes()).isEqualTo(1);
    assertThat(background).hasSize(1);
    background.remove().run();
    assertThat(figures.of("a", this::measure).bytes()).isEqualTo(2);
    assertThat(background).isEmpty();
  }

  @Test
  void aMeasurementThatFailsIsTriedAgain() {
    figures.of("a", this::measure);
    now.addAndGet(VolumeFigures.FRESH.toNanos() + 1);
    Supplier<Usage> broken =
        () -> {
          throw new IllegalStateException("no");
        };
    figures.of("a", broken);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> background.remove().run())
        .isInstanceOf(IllegalStateException.class);
    figures.of("a", this::measure);
    assertThat(background).hasSize(1);
  }
}
