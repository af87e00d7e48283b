package io.carob.benchmarks.swap;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.driver.DriverTable;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.benchmarks.BenchException;
import io.carob.benchmarks.JsonReport;
import io.carob.benchmarks.Result;
import io.carob.benchmarks.Results;
import io.carob.benchmarks.Series;
import io.carob.benchmarks.Target;
import io.carob.benchmarks.TextReport;
import io.carob.image.store.ImageStore;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./carob bench start}: how long it takes from the start of the process until the service is
 * ready, on a node with nothing and on one with many snapshots and pods that run.
 */
public final class StartMain {

  private static final int REPETITIONS = 5;
  private static final int SNAPSHOTS = 1000;
  private static final int PODS = 50;
  private static final double EMPTY_SECONDS = 1.5;
  private static final double FULL_SECONDS = 3;
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final int WRONG_USE = 2;

  private StartMain() {}

  /** Measures it; the words are distribution, images, folder, and {@code -o json}. */
  public static void main(String[] words) throws Exception {
    List<String> all = List.of(words);
    if (all.size() != 3 && !(all.size() == 5 && all.subList(3, 5).equals(List.of("-o", "json")))) {
      System.err.println("usage: ./carob bench start [-o json]");
      System.exit(WRONG_USE);
    }
    Path folder = Path.of(all.get(2));
    Results results = new Results(folder.resolve("results"), "start");
    try (Node node = Node.start(Path.of(all.get(0)), folder)) {
      node.command("image", "import", Path.of(all.get(1)).resolve("busybox").toString());
      add(results, "start to ready", starts(node), EMPTY_SECONDS);
      node.leave();
      snapshots(node.root());
      node.startAgain();
      pods(node);
      add(
          results,
          "start to ready, " + SNAPSHOTS + " snapshots, " + PODS + " pods",
          starts(node),
          FULL_SECONDS);
      look(node);
    } catch (BenchException e) {
      System.err.println("carob: " + e.getMessage());
      System.exit(1);
    }
    System.out.print(
        all.size() == 5 ? JsonReport.of(results.rows()) + "\n" : TextReport.of(results.rows()));
  }

  private static void add(Results results, String name, List<Double> seconds, double bound) {
    results.add(Result.alone(name, "s", Series.of(seconds), Target.below(bound, "s")));
  }

  /** The first one does not count: the files of the service were not in memory. */
  private static List<Double> starts(Node node) throws IOException {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i <= REPETITIONS; i++) {
      node.leave();
      double took = node.startAgain() / 1e9;
      System.err.printf("  %.2f s%s%n", took, i == 0 ? ", does not count" : "");
      if (i > 0) {
        seconds.add(took);
      }
    }
    return seconds;
  }

  /** Into the store of a node whose service does not run. */
  private static void snapshots(Path root) {
    System.err.println("== " + SNAPSHOTS + " snapshots");
    try (ImageStore store = ImageStore.open(root, new DriverTable<>("snapshotter", WAIT, WAIT))) {
      store.addDriver(new OverlaySnapshotDriver(), "1");
      for (int i = 0; i < SNAPSHOTS; i++) {
        store
            .snapshots()
            .prepare("overlay", new SnapshotKey("bench/" + i), Optional.empty(), Map.of());
      }
    }
  }

  private static void pods(Node node) throws IOException {
    System.err.println("== " + PODS + " pods");
    for (int i = 0; i < PODS; i++) {
      node.api().ask("POST", "/v1/apply", Manifests.idle("idle-" + i));
    }
    node.await("all pods run", () -> running(node) == PODS);
  }

  private static long running(Node node) {
    try {
      long count = 0;
      for (JsonNode pod : node.api().get("/v1/resources/pods?namespace=default").path("items")) {
        if (pod.path("status").path("phase").asText().equals("Running")) {
          count++;
        }
      }
      return count;
    } catch (IOException e) {
      return 0;
    }
  }

  /** A node that has lost something on the way starts faster. */
  private static void look(Node node) throws IOException {
    int there = node.api().get("/v1/snapshots").path("snapshots").size();
    if (there < SNAPSHOTS + PODS || running(node) != PODS) {
      throw new BenchException(
          "only " + there + " snapshots and " + running(node) + " running pods are there");
    }
  }
}
