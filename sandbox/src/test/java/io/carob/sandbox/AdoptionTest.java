package io.carob.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.sandbox.ContainerStatus.State;
import io.carob.api.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A service that is killed without warning, and the one after it. */
class AdoptionTest {

  @Test
  void killedServiceLosesNothing() throws Exception {
    Path root = Files.createTempDirectory("carob-adoption");
    String cgroup = "/carob-test-" + UUID.randomUUID();
    Process service = start(root, cgroup);
    List<String> ids;
    try {
      TestNode.await(
          "the other JVM", () -> !service.isAlive() || Files.exists(root.resolve("ids")));
      assertThat(service.isAlive()).isTrue();
      ids = Files.readAllLines(root.resolve("ids"));
    } finally {
      service.destroyForcibly();
      assertThat(service.waitFor(TestNode.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    Path staying = root.resolve("containers").resolve(ids.get(1));
    Path ending = root.resolve("containers").resolve(ids.get(2));
    Path log = root.resolve("logs").resolve(ids.get(2) + ".log");

    // It ends while no service is there to see it.
    Files.createFile(root.resolve("image/tmp/go"));
    TestNode.await("the end", () -> Files.exists(ending.resolve("exit").resolve(ids.get(2))));

    try (TestNode node = new TestNode(root, "none", cgroup)) {
      Sandbox sandbox = node.adopt(ids.get(0), root.resolve("sandboxes").resolve(ids.get(0)));
      assertThat(sandbox.ready()).isTrue();
      assertThat(node.containers.status(ids.get(1), staying).orElseThrow().state())
          .isEqualTo(State.RUNNING);
      assertThat(
              node.containers
                  .exit(ids.get(2), ending)
                  .get(TestNode.PATIENCE_SECONDS, TimeUnit.SECONDS)
                  .code())
          .isEqualTo(9);
      assertThat(Files.readString(log)).endsWith(" stdout F last\n");
      long before = size(root, ids.get(1));
      TestNode.await("more of the log", () -> size(root, ids.get(1)) > before);

      node.containers.signal(ids.get(1), staying, "KILL");
      assertThat(
              node.containers
                  .exit(ids.get(1), staying)
                  .get(TestNode.PATIENCE_SECONDS, TimeUnit.SECONDS)
                  .code())
          .isEqualTo(137);
      node.containers.remove(ids.get(1), staying);
      node.containers.remove(ids.get(2), ending);
    }
  }

  private static long size(Path root, String id) {
    return root.resolve("logs").resolve(id + ".log").toFile().length();
  }

  private static Process start(Path root, String cgroup) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SecondJvm.class.getName(),
            root.toString(),
            cgroup)
        .inheritIO()
        .start();
  }
}
