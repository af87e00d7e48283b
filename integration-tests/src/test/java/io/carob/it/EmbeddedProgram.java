package io.carob.it;

import io.carob.api.embed.Carob;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program with a node and one pod, which says so and waits to be killed. */
final class EmbeddedProgram {

  static final String POD = "lives";

  private static final String MANIFEST =
      Manifests.shell(POD, "Never", "echo before > /word; exec sleep 100000");

  private EmbeddedProgram() {}

  public static void main(String[] args) throws InterruptedException {
    Carob carob = EmbeddedNodes.builder(Path.of(args[0]), args[1]).start();
    CountDownLatch runs = new CountDownLatch(1);
    carob
        .resources()
        .watch(
            key -> {
              if (!EmbeddedNodes.running(carob).isEmpty()) {
                runs.countDown();
              }
            });
    EmbeddedNodes.importImage(carob);
    carob.resources().apply(MANIFEST, "default", false);
    runs.await();
    System.out.println("runs " + EmbeddedNodes.pid(EmbeddedNodes.running(carob).get(0)));
    new CountDownLatch(1).await();
  }
}
