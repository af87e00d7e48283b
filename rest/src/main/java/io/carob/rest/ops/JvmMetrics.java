package io.carob.rest.ops;

import io.carob.api.node.MetricSource;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The virtual machine and the process of the service, under the names that others use too. */
final class JvmMetrics implements MetricSource {

  @Override
  public List<Metric> metrics() {
    List<Metric> all = new ArrayList<>();
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pool.getUsage();
      if (usage != null) {
        Map<String, String> labels = Map.of("pool", pool.getName());
        all.add(
            gauge(
                "jvm_memory_pool_used_bytes", "Bytes in use of a pool.", labels, usage.getUsed()));
        if (usage.getMax() >= 0) {
          all.add(
              gauge(
                  "jvm_memory_pool_max_bytes",
                  "Bytes that a pool may have.",
                  labels,
                  usage.getMax()));
        }
      }
    }
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      Map<String, String> labels = Map.of("gc", collector.getName());
      all.add(
          counter(
              "jvm_gc_collections_total",
              "Garbage collections.",
              labels,
              Math.max(0, collector.getCollectionCount())));
      all.add(
          counter(
              "jvm_gc_collection_seconds_total",
              "Time of garbage collections.",
              labels,
              Math.max(0, collector.getCollectionTime()) / 1000.0));
    }
    var classes = ManagementFactory.getClassLoadingMXBean();
    all.add(
        gauge(
            "jvm_classes_loaded", "Classes loaded now.", Map.of(), classes.getLoadedClassCount()));
    all.add(
        counter(
            "jvm_classes_unloaded_total",
            "Classes unloaded.",
            Map.of(),
            classes.getUnloadedClassCount()));
    all.add(
        gauge(
            "jvm_threads",
            "Live threads.",
            Map.of(),
            ManagementFactory.getThreadMXBean().getThreadCount()));
    process(all);
    return all;
  }

  private static void process(List<Metric> all) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    info.totalCpuDuration()
        .map(Duration::toMillis)
        .ifPresent(
            millis ->
                all.add(
                    counter(
                        "process_cpu_seconds_total",
                        "Processor time.",
                        Map.of(),
                        millis / 1000.0)));
    info.startInstant()
        .ifPresent(
            start ->
                all.add(
                    gauge(
                        "process_start_time_seconds",
                        "Start, since the epoch.",
                        Map.of(),
                        start.toEpochMilli() / 1000.0)));
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      all.add(gauge("process_open_fds", "Open file descriptors.", Map.of(), open.count()));
    } catch (IOException e) {
      // no such file system: not shown
    }
  }

  private static Metric gauge(String name, String help, Map<String, String> labels, Number value) {
    return new Metric(name, help, Type.GAUGE, labels, value.doubleValue());
  }

  private static Metric counter(
      String name, String help, Map<String, String> labels, Number value) {
    return new Metric(name, help, Type.COUNTER, labels, value.doubleValue());
  }
}
