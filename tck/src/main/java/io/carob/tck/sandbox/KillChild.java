package io.carob.tck.sandbox;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A process of its own that makes sandboxes until it is killed. It makes the author's test class,
 * as JUnit would, and takes the driver from there. It says each pod before and after it makes it.
 */
final class KillChild {

  private KillChild() {}

  /** The arguments: the author's test class, a folder for data, and the three of the node. */
  public static void main(String[] arguments)
      throws ReflectiveOperationException, IOException, InterruptedException {
    NodeLayout node = new NodeLayout(Path.of(arguments[2]), Path.of(arguments[3]), arguments[4]);
    SandboxDriver driver = driver(Class.forName(arguments[0]), Path.of(arguments[1]), node);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", 2);
        out.println("making " + words[0]);
        driver.create(spec(node, words[0], Path.of(words[1]), number++));
        out.println("made " + words[0]);
      }
    }
    new CountDownLatch(1).await();
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

  private static SandboxDriver driver(Class<?> testClass, Path data, NodeLayout node)
      throws ReflectiveOperationException {
    Constructor<?> constructor = testClass.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object test =
        constructor.getParameterCount() == 0
            ? constructor.newInstance()
            : constructor.newInstance(data);
    return ((SandboxDriverTck) test).newDriver(node);
  }
}
