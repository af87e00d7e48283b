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
import java.util.NavigableSet;
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
    assertThat(plain.look()).isEqualTo(10);
    SwapOptions given = options("--swaps", "20", "--clients", "4", "--look", "5", "-o", "json");
    assertThat(given.swaps()).isEqualTo(20);
    assertThat(given.clients()).isEqualTo(4);
    assertThat(given.look()).isEqualTo(5);
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
    assertThat(result.growth(Memory::heap)).hasValueCloseTo(5.0, within(0.5));
    assertThat(result.faults()).singleElement().asString().startsWith("the heap grew by");
  }

  @Test
  void growthOfTheMetaspaceIsAFaultToo() {
    SwapResult result =
        result(
            new Times(),
            1,
            swaps -> new Memory(MIB, 50 * MIB + swaps * MIB / 10, MIB, 26, Map.of()));
    assertThat(result.growth(Memory::metaspace)).hasValueCloseTo(5.0, within(0.5));
    assertThat(result.faults()).singleElement().asString().startsWith("the metaspace grew by");
  }

  @Test
  void thirtySwapsAreEnoughForALineWithALookAfterEachFive() throws IOException {
    SwapResult result =
        result(List.of(0, 5, 10, 15, 20, 25, 30), 30, swaps -> memory(swaps * MIB, 26));
    assertThat(result.growth(Memory::heap)).hasValueCloseTo(15.0, within(0.5));
    assertThat(growthTold(result)).isEqualTo("[heap, metaspace]");
  }

  @Test
  void tooFewLooksAreNotTakenForNoGrowth() throws IOException {
    SwapResult result = result(List.of(0, 10, 20), 20, swaps -> memory(swaps * MIB, 26));
    assertThat(result.growth(Memory::heap)).isEmpty();
    assertThat(SwapReport.text(result)).contains("too few looks");
    assertThat(growthTold(result)).isEqualTo("[]");
  }

  private static String growthTold(SwapResult result) throws IOException {
    List<String> names = new ArrayList<>();
    Api.parse(SwapReport.json(result)).path("growthMiB").fieldNames().forEachRemaining(names::add);
    return names.toString();
  }

  @Test
  void eachLoaderMoreIsAFault() {
    assertThat(result(new Times(), 1, swaps -> memory(MIB, 26 + (swaps == 100 ? 1 : 0))).faults())
        .containsExactly("27 class loaders of bundles after 100 swaps, 26 before");
  }

  @Test
  void eachClassOfTwoVersionsIsAFault() {
    assertThat(
            result(
                    new Times(),
                    1,
                    swaps ->
                        new Memory(
                            MIB, MIB, MIB, 26, Map.of("io.carob.X", swaps == 50 ? 2 : 1, "Y", 1)))
                .faults())
        .containsExactly("2 versions of io.carob.X after 50 swaps");
  }

  @Test
  void whatIsLeftOfAnOldVersionIsAFault() {
    NavigableSet<String> left = new TreeSet<>(List.of("mount /run/x", "process 7 pause"));
    SwapResult result =
        result(
            List.of(
                new Look(0, memory(MIB, 26), new TreeSet<>()), new Look(10, memory(MIB, 26), left)),
            List.of("cgroup /sys/fs/cgroup/carob-x"),
            10);
    assertThat(result.faults())
        .containsExactly(
            "left after 10 swaps: mount /run/x",
            "left after 10 swaps: process 7 pause",
            "left at the end: cgroup /sys/fs/cgroup/carob-x");
    assertThat(SwapReport.text(result)).doesNotContain("nothing is left of the old drivers");
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
    List<Integer> swaps = IntStream.rangeClosed(0, 10).map(i -> i * 10).boxed().toList();
    return result(times, pods, looks(swaps, seen), List.of(), 100);
  }

  private static SwapResult result(List<Integer> swaps, int last, Seen seen) {
    return result(looks(swaps, seen), List.of(), last);
  }

  private static SwapResult result(List<Look> looks, List<String> outside, int swaps) {
    return result(new Times(), 1, looks, outside, swaps);
  }

  private static List<Look> looks(List<Integer> swaps, Seen seen) {
    return swaps.stream().map(s -> new Look(s, seen.after(s), new TreeSet<>())).toList();
  }

  private static SwapResult result(
      Times times, int pods, List<Look> looks, List<String> outside, int swaps) {
    return new SwapResult(
        options("--swaps", Integer.toString(swaps)),
        times,
        pods,
        List.of(new Swap("overlay", 0, 1)),
        looks,
        new SwapResult.Span(0, 0, 1),
        new SwapResult.Waited(DriverWaits.of(METRICS), DriverWaits.of(METRICS)),
        List.of(),
        outside);
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
