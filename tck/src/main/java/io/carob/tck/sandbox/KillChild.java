package io.carob.tck.sandbox;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.tck.story.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes sandboxes until it is killed, by the driver of the author's test class. */
final class KillChild {

  private KillChild() {}

  /** The arguments: those of {@link KilledJvm}, and no more. */
  public static void main(String[] arguments)
      throws ReflectiveOperationException, IOException, InterruptedException {
    NodeLayout node = KilledJvm.node(arguments);
    SandboxDriver driver =
        ChildJvm.test(SandboxDriverTck.class, arguments[0], Path.of(arguments[1])).newDriver(node);
    AtomicInteger number = new AtomicInteger();
    KilledJvm.makeAll(
        (uid, directory) -> driver.create(spec(node, uid, directory, number.getAndIncrement())));
  }

  private static SandboxSpec spec(NodeLayout node, String uid, Path directory, int number) {
    return new SandboxSpec(
        uid,
        "default",
        "pod-" + number,
        "pod-host",
        directory,
        node.cgroupParent() + "/" + uid,
        Set.of(),
        false,
        List.of());
  }
}
