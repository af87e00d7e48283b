package io.carob.tck.sandbox;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.Sandbox;
import io.carob.tck.story.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs containers until it is killed, by the runtime of the author's test class. */
final class RuntimeKillChild {

  /** Runs until there is a file of that name in its root file system. */
  static final String END = "tmp/end";

  private static final String[] COMMAND = {
    "sh", "-c", "until [ -e /" + END + " ]; do sleep 0.1; done; echo asked to end; exit 9"
  };

  private RuntimeKillChild() {}

  static String[] command() {
    return COMMAND.clone();
  }

  /** The arguments: those of {@link KilledJvm}, the pod's uid and its pause process. */
  public static void main(String[] arguments)
      throws ReflectiveOperationException, IOException, InterruptedException {
    NodeLayout node = KilledJvm.node(arguments);
    Sandbox sandbox =
        Pause.sandbox(arguments[5], node.sandbox(arguments[5]), Long.parseLong(arguments[6]));
    ContainerRuntime driver =
        ChildJvm.test(ContainerRuntimeTck.class, arguments[0], Path.of(arguments[1]))
            .newDriver(node);
    KilledJvm.makeAll(
        (id, directory) -> {
          driver.create(RuntimeBench.spec(node, sandbox, id, directory, List.of(COMMAND)));
          driver.start(id, directory);
        });
  }
}
