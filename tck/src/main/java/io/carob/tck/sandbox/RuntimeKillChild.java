package io.carob.tck.sandbox;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A process of its own that runs containers until it is killed. It makes the author's test class,
 * as JUnit would, and takes the runtime from there. It says each container before and after it
 * makes it.
 */
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

  /**
   * The arguments: the author's test class, a folder for data, the three of the node, the pod's uid
   * and its pause process.
   */
  public static void main(String[] arguments)
      throws ReflectiveOperationException, IOException, InterruptedException {
    NodeLayout node = new NodeLayout(Path.of(arguments[2]), Path.of(arguments[3]), arguments[4]);
    Sandbox sandbox =
        Pause.sandbox(arguments[5], node.sandbox(arguments[5]), Long.parseLong(arguments[6]));
    ContainerRuntime driver = driver(Class.forName(arguments[0]), Path.of(arguments[1]), node);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", 2);
        Path directory = Path.of(words[1]);
        out.println("making " + words[0]);
        driver.create(RuntimeBench.spec(node, sandbox, words[0], directory, List.of(COMMAND)));
        driver.start(words[0], directory);
        out.println("made " + words[0]);
      }
    }
    new CountDownLatch(1).await();
  }

  private static ContainerRuntime driver(Class<?> testClass, Path data, NodeLayout node)
      throws ReflectiveOperationException {
    Constructor<?> constructor = testClass.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object test =
        constructor.getParameterCount() == 0
            ? constructor.newInstance()
            : constructor.newInstance(data);
    return ((ContainerRuntimeTck) test).newDriver(node);
  }
}
