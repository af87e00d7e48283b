package io.carob.sandbox;

import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A JVM that makes a sandbox with two containers, writes their ids down, and waits to be killed.
 */
final class SecondJvm {

  private SecondJvm() {}

  public static void main(String[] args) throws Exception {
    TestNode node = new TestNode(Path.of(args[0]), "none", args[1]);
    Sandbox sandbox = node.sandbox();
    ContainerSpec staying =
        node.run(sandbox, "sh", "-c", "while :; do echo tick; sleep 0.05; done");
    ContainerSpec ending =
        node.run(
            sandbox, "sh", "-c", "while [ ! -e /tmp/go ]; do sleep 0.05; done; echo last; exit 9");
    Path next = Path.of(args[0], "ids.next");
    Files.write(next, List.of(sandbox.podUid(), staying.id(), ending.id()));
    Files.move(next, Path.of(args[0], "ids"), StandardCopyOption.ATOMIC_MOVE);
    new CountDownLatch(1).await();
  }
}
