package io.carob.benchmarks.swap;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.benchmarks.BenchException;
import java.util.ArrayList;
import java.util.List;

/**
 * The time from copying a jar into the folder for drivers until the first pod on it is ready. The
 * next pod is made as soon as the driver serves.
 */
final class FirstPod {

  private static final int REPETITIONS = 5;

  private final List<Double> served = new ArrayList<>();
  private final List<Double> ready = new ArrayList<>();

  private FirstPod() {}

  /** Seconds until the driver served, and until the pod was ready. */
  record Seconds(List<Double> served, List<Double> ready) {}

  /** Measures it on a service without other work. */
  static Seconds measure(SwapOptions options) throws Exception {
    FirstPod run = new FirstPod();
    try (Node node = Node.start(options.home(), options.folder())) {
      node.command("image", "import", options.images().resolve("busybox").toString());
      Swaps swaps = new Swaps(node);
      PodClient client = new PodClient(node.api(), new Times());
      client.once("warm-up");
      swaps.drop(0);
      for (int i = 1; i <= REPETITIONS; i++) {
        run.once(node, client, swaps, i);
      }
    }
    return new Seconds(run.served, run.ready);
  }

  private void once(Node node, PodClient client, Swaps swaps, int number) throws Exception {
    Swaps.Swap swap = swaps.drop(number);
    String pod = "first-" + number;
    client.make(pod, Manifests.idle(pod));
    long end = System.nanoTime();
    if (!versionOf(node, pod).equals(JarVersions.version(number))) {
      throw new BenchException("pod " + pod + " is not on version " + number);
    }
    served.add(swap.millis() / 1e3);
    ready.add((end - swap.begin()) / 1e9);
    client.delete(pod);
  }

  private static String versionOf(Node node, String pod) throws Exception {
    String uid =
        node.api().get("/v1/resources/pods/default/" + pod).path("metadata").path("uid").asText();
    for (JsonNode snapshot : node.api().get("/v1/snapshots").path("snapshots")) {
      if (snapshot.path("key").asText().startsWith(uid)) {
        return snapshot.path("labels").path("carob.io/driver-version").asText();
      }
    }
    return "none";
  }
}
