package io.carob.benchmarks.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.benchmarks.BenchException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What jcmd prints. */
class MemoryTest {

  /** Of JDK 17; {@code Driver} is of two class loaders, {@code Other} of one. */
  private static final String HISTOGRAM =
      """
      12797:
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:          7336         338736  [B (java.base@17.0.15)
         2:          1443         177760  java.lang.Class (java.base@17.0.15)
        25:            29           3712  org.apache.felix.framework.BundleWiringImpl$BundleClassLoader
       183:             1             16  io.carob.demo.Driver
       184:             1             16  io.carob.demo.Driver
       185:             3             72  io.carob.demo.Other
       186:             2             48  [Lio.carob.demo.Other;
       228:             1             16  sun.nio.fs.NativeBuffers$1 (java.base@17.0.15)
      Total         23933        1086896
      """;

  private static final String HEAP_INFO =
      """
      12797:
       garbage-first heap   total 40960K, used 4135K [0x0000000687400000, 0x0000000800000000)
        region size 4096K, 0 young (0K), 0 survivors (0K)
       Metaspace       used 224K, committed 448K, reserved 1114112K
        class space    used 15K, committed 128K, reserved 1048576K
      """;

  private static final String STATUS = "Name:\tjava\nVmRSS:\t   38896 kB\nThreads:\t16\n";

  @Test
  void theFiguresAreRead() {
    Memory memory = Memory.read(HISTOGRAM, HEAP_INFO, STATUS);
    assertThat(memory.heap()).isEqualTo(1_086_896);
    assertThat(memory.metaspace()).isEqualTo(224 * 1024);
    assertThat(memory.rss()).isEqualTo(38_896 * 1024);
    assertThat(memory.loaders()).isEqualTo(29);
  }

  @Test
  void twoRowsOfOneClassAreTwoVersions() {
    Memory memory = Memory.read(HISTOGRAM, HEAP_INFO, STATUS);
    assertThat(memory.copies())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("io.carob.demo.Driver", 2, "io.carob.demo.Other", 1));
    assertThat(memory.old()).containsExactly(Map.entry("io.carob.demo.Driver", 2));
  }

  @Test
  void whatIsOfAnotherFormIsNotTakenForNothing() {
    assertThatExceptionOfType(BenchException.class)
        .isThrownBy(() -> Memory.read("", HEAP_INFO, STATUS));
    assertThatExceptionOfType(BenchException.class)
        .isThrownBy(() -> Memory.read(HISTOGRAM.replace("Bundle", "Other"), HEAP_INFO, STATUS));
    assertThatExceptionOfType(BenchException.class)
        .isThrownBy(() -> Memory.read(HISTOGRAM, "", STATUS));
    assertThatExceptionOfType(BenchException.class)
        .isThrownBy(() -> Memory.read(HISTOGRAM, HEAP_INFO, ""));
  }
}
