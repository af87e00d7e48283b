package io.carob.rest.ops;

import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverStatus;
import io.carob.api.image.Images;
import io.carob.api.node.MetricSource;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.Pods;
import io.carob.api.storage.SpaceReport;
import io.carob.api.storage.Storage;
import io.carob.rest.http.Services;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be counted of the node's services now. Cheap: nothing is measured for it. */
final class NodeMetrics implements MetricSource {

  private static final List<String> PHASES = List.of("Pending", "Running", "Succeeded", "Failed");

  private final Services services;
  private final Path root;

  NodeMetrics(Services services, Path root) {
    this.services = services;
    this.root = root;
  }

  @Override
  public List<Metric> metrics() {
    List<Metric> all = new ArrayList<>();
    services.find(Pods.class).ifPresent(pods -> pods(pods.list(Optional.empty()), all));
    services
        .find(Images.class)
        .ifPresent(images -> all.add(gauge("carob_images", "Images.", images.list().size())));
    services.find(Storage.class).ifPresent(storage -> space(storage.space(false), all));
    drivers(all);
    disk(all);
    return all;
  }

  private static void pods(List<PodInfo> pods, List<Metric> all) {
    for (String phase : PHASES) {
      long count = pods.stream().filter(pod -> pod.phase().equals(phase)).count();
      all.add(gauge("carob_pods", "Pods by phase.", Map.of("phase", phase), count));
    }
    List<PodInfo.ContainerInfo> containers =
        pods.stream().flatMap(pod -> pod.containers().stream()).toList();
    Map<String, Long> states = new TreeMap<>(Map.of("running", 0L, "waiting", 0L, "ended", 0L));
    for (PodInfo.ContainerInfo one : containers) {
      states.merge(state(one), 1L, Long::sum);
    }
    states.forEach(
        (state, count) ->
            all.add(
                gauge("carob_containers", "Containers by state.", Map.of("state", state), count)));
    for (PodInfo pod : pods) {
      int restarts = pod.containers().stream().mapToInt(PodInfo.ContainerInfo::restarts).sum();
      all.add(
          gauge(
              "carob_pod_restarts",
              "How often containers of a pod were started again.",
              Map.of("namespace", pod.namespace(), "pod", pod.name()),
              restarts));
    }
  }

  private static String state(PodInfo.ContainerInfo container) {
    if (!container.waiting().isEmpty()) {
      return "waiting";
    }
    return container
        .status()
        .map(status -> status.exit().isPresent() ? "ended" : "running")
        .orElse("waiting");
  }

  private static void space(SpaceReport space, List<Metric> all) {
    Map<Map<String, String>, Long> counts = new TreeMap<>(NodeMetrics::compare);
    Map<Map<String, String>, Long> bytes = new TreeMap<>(NodeMetrics::compare);
    for (SpaceReport.LayerSpace layer : space.layers()) {
      Map<String, String> labels = Map.of("driver", layer.driver(), "kind", "layer");
      counts.merge(labels, 1L, Long::sum);
      bytes.merge(labels, layer.usage().bytes(), Long::sum);
    }
    for (SpaceReport.SnapshotSpace snapshot : space.snapshots()) {
      String kind = snapshot.kind().name().toLowerCase(Locale.ROOT);
      Map<String, String> labels = Map.of("driver", snapshot.driver(), "kind", kind);
      counts.merge(labels, 1L, Long::sum);
      bytes.merge(labels, snapshot.usage().map(usage -> usage.bytes()).orElse(0L), Long::sum);
    }
    counts.forEach(
        (labels, count) ->
            all.add(gauge("carob_snapshots", "Snapshots by driver and kind.", labels, count)));
    bytes.forEach(
        (labels, count) ->
            all.add(
                gauge(
                    "carob_snapshot_bytes",
                    "Bytes of snapshots, as last measured.",
                    labels,
                    count)));
    all.add(gauge("carob_blobs", "Blobs in the content store.", space.blobs().size()));
    all.add(
        gauge(
            "carob_blob_bytes",
            "Bytes of all blobs.",
            space.blobs().stream().mapToLong(SpaceReport.BlobSpace::bytes).sum()));
    all.add(
        gauge(
            "carob_reclaimable_bytes",
            "Bytes of layers and blobs that garbage collection could free.",
            Stream.concat(
                    space.layers().stream().map(SpaceReport.LayerSpace::reclaimable),
                    space.blobs().stream().map(SpaceReport.BlobSpace::reclaimable))
                .mapToLong(Long::longValue)
                .sum()));
  }

  private static int compare(Map<String, String> a, Map<String, String> b) {
    return new TreeMap<>(a).toString().compareTo(new TreeMap<>(b).toString());
  }

  private void drivers(List<Metric> all) {
    List<DriverStatus> statuses =
        services.all(DriverSource.class).stream()
            .flatMap(source -> source.statuses().stream())
            .toList();
    Map<Map<String, String>, List<DriverStatus>> byName =
        statuses.stream()
            .collect(
                Collectors.groupingBy(
                    NodeMetrics::labels,
                    () -> new TreeMap<>(NodeMetrics::compare),
                    Collectors.toList()));
    byName.forEach(
        (labels, same) -> {
          all.add(
              gauge(
                  "carob_driver_serving",
                  "Whether a driver is given calls.",
                  labels,
                  same.stream().anyMatch(one -> one.state() == DriverStatus.State.SERVING)
                      ? 1
                      : 0));
          all.add(
              gauge(
                  "carob_driver_stuck",
                  "Whether a call on a driver goes on beyond its limit.",
                  labels,
                  same.stream().anyMatch(one -> one.state() == DriverStatus.State.STUCK) ? 1 : 0));
          all.add(
              gauge(
                  "carob_driver_calls_running",
                  "Calls that run on a driver now.",
                  labels,
                  same.stream().mapToInt(DriverStatus::calls).sum()));
        });
  }

  private static Map<String, String> labels(DriverStatus status) {
    return Map.of(
        "type", status.info().type(),
        "name", status.info().name(),
        "version", status.info().version());
  }

  private void disk(List<Metric> all) {
    try {
      FileStore disk = Files.getFileStore(root);
      all.add(gauge("carob_disk_bytes", "Size of the root's disk.", disk.getTotalSpace()));
      all.add(
          gauge(
              "carob_disk_available_bytes",
              "What of the root's disk is available.",
              disk.getUsableSpace()));
    } catch (IOException e) {
      // what cannot be told is not shown; health says so
    }
  }

  private static Metric gauge(String name, String help, Number value) {
    return gauge(name, help, Map.of(), value);
  }

  private static Metric gauge(String name, String help, Map<String, String> labels, Number value) {
    return new Metric(name, help, Type.GAUGE, labels, value.doubleValue());
  }
}
