package io.carob.benchmarks.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.carob.benchmarks.swap.SwapRun.Look;
import io.carob.benchmarks.swap.Swaps.Swap;
import io.carob.benchmarks.swap.Times.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SwapFiguresTest {

  private static final List<String> WORDS = List.of("demo", "/home", "/images", "/folder");
  private static final long MIB = 1024 * 1024;

  private static final String METRICS =
      """
      # TYPE carob_driver_wait_seconds histogram
      carob_driver_wait_seconds_bucket{le="0.1",name="overlay",type="snapshotter"} 6
      carob_driver_wait_seconds_bucket{le="0.25",name="overlay",type="snapshotter"} 7
      carob_driver_wait_seconds_bucket{le="+Inf",name="overlay",type="snapshotter"} 7
      carob_driver_wait_seconds_sum{name="overlay",type="snapshotter"} 0.5
      carob_driver_wait_seconds_bucket{le="0.1",name="pause",type="sandbox"} 2
      carob_driver_wait_seconds_bucket{le="0.25",name="pause",type="sandbox"} 3
      carob_driver_wait_seconds_bucket{le="+Inf",name="pause",type="sandbox"} 3
      """;

  @Test
  void optionsHaveDefaultsAndAreRead() {
    SwapOptions plain = SwapOptions.parse(WORDS);
    assertThat(plain.swaps()).isEqualTo(100);
    assertThat(plain.clients()).isEqualTo(8);
    SwapOptions given = options("--swaps", "20", "--clients", "4", "-o", "json");
    assertThat(given.swaps()).isEqualTo(20);
    assertThat(given.clients()).isEqualTo(4);
    assertThat(given.json()).isTrue();
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> options("--swaps", "0"));
    assertThatIllegalArgumentException().isThrownBy(() -> options("--clients"));
    assertThatIllegalArgumentException().isThrownBy(() -> options("-o", "xml"));
    assertThatIllegalArgumentException().isThrownBy(() -> options("swap"));
  }

  @Test
  void percentilesAreOfTheSortedValues() {
    double[] values = IntStream.rangeClosed(1, 200).asDoubleStream().toArray();
    assertThat(Times.percentile(values, 0.5)).isEqualTo(100);
    assertThat(Times.percentile(values, 0.99)).isEqualTo(198);
    assertThat(Times.percentile(values, 1)).isEqualTo(200);
    assertThat(Times.percentile(new double[0], 0.99)).isZero();
  }

  @Test
  void aFlatServiceHasNoFault() {
    assertThat(result(new Times(), 1, swaps -> memory(20 * MIB, 26)).faults()).isEmpty();
  }

  @Test
  void growthIsThatOfTheSecondHalf() {
    SwapResult result =
        result(new Times(), 1, swaps -> memory(20 * MIB + Math.max(0, swaps - 50) * MIB / 10, 26));
    assertThat(result.growth(Memory::heap)).isCloseTo(5, within(0.5));
    assertThat(result.faults()).singleElement().asString().startsWith("the heap grew by");
  }

  @Test
  void eachLoaderMoreIsAFault() {
    assertThat(result(new Times(), 1, swaps -> memory(MIB, 26 + (swaps == 100 ? 1 : 0))).faults())
        .containsExactly("27 class loaders of bundles after 100 swaps, 26 before");
  }

  @Test
  void whatFailedIsAFaultAndSoIsARunWithoutPods() throws Exception {
    Times times = new Times();
    assertThat(times.<String>time(Kind.EXEC, () -> "done")).isEqualTo("done");
    times.fail("a page");
    assertThat(result(times, 0, swaps -> memory(MIB, 26)).faults())
        .containsExactly("failed: a page", "no pod was made");
  }

  @Test
  void waitsForDriversAreThoseOfAllNamesSinceThen() {
    DriverWaits waits = DriverWaits.of(METRICS);
    assertThat(waits.number()).isEqualTo(10);
    assertThat(waits.percentile(0.8, 0)).isEqualTo(100);
    assertThat(waits.percentile(0.99, 0)).isEqualTo(250);
    assertThat(waits.longest()).isEqualTo(250);
    assertThat(waits.percentile(0.99, 1000)).as("one in a hundred waited").isZero();
    assertThat(waits.percentile(0.99, 999)).isEqualTo(100);
    assertThat(waits.percentile(0.999, 1000)).isEqualTo(250);
    DriverWaits none = waits.since(waits);
    assertThat(none.number()).isZero();
    assertThat(none.longest()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> DriverWaits.of("up 1\n"));
  }

  @Test
  void bothReportsSayWhatWasFound() throws IOException {
    SwapResult result = result(new Times(), 7, swaps -> memory(MIB, 26));
    assertThat(SwapReport.text(result)).contains("nothing is left of the old drivers");
    assertThat(Api.parse(SwapReport.json(result)).path("pods").asInt()).isEqualTo(7);
  }

  private interface Seen {
    Memory after(int swaps);
  }

  private static SwapResult result(Times times, int pods, Seen seen) {
    List<Look> looks = new ArrayList<>();
    for (int swaps = 0; swaps <= 100; swaps += 10) {
      looks.add(new Look(swaps, seen.after(swaps), new TreeSet<>()));
    }
    return new SwapResult(
        SwapOptions.parse(WORDS),
        times,
        pods,
        List.of(new Swap("overlay", 0, 1)),
        looks,
        new SwapResult.Span(0, 0, 1),
        new SwapResult.Waited(DriverWaits.of(METRICS), DriverWaits.of(METRICS)),
        List.of(),
        List.of());
  }

  private static Memory memory(long heap, int loaders) {
    return new Memory(heap, MIB, MIB, loaders, new TreeMap<>(Map.of("io.carob.X", 1)));
  }

  private static SwapOptions options(String... words) {
    List<String> all = new ArrayList<>(WORDS);
    all.addAll(List.of(words));
    return SwapOptions.parse(all);
  }
}
