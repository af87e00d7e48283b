package io.carob.tck.sandbox;

import io.carob.api.node.NodeLayout;
import io.carob.tck.story.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A process of its own that makes things until it is killed. It says each one before and after it
 * makes it.
 */
final class KilledJvm {

  /** Makes the thing of this id and folder. */
  @FunctionalInterface
  interface Maker {
    void make(String id, Path directory) throws IOException;
  }

  private KilledJvm() {}

  /**
   * Runs one, and kills it when it has said the last line.
   *
   * @param main what it runs; its arguments are the author's test class, a folder for data, the
   *     three of the node, and more
   * @param things the id and the folder of each
   */
  static void run(
      NodeBench<?, ?> bench,
      Class<?> main,
      Class<?> testClass,
      List<String> things,
      String last,
      String... more)
      throws IOException {
    NodeLayout node = bench.node();
    Path base = Files.createDirectories(node.run().resolveSibling("child"));
    Path lines = Files.write(base.resolve("things"), things);
    Path errors = base.resolve("errors");
    List<String> arguments = new ArrayList<>(List.of(testClass.getName(), base.toString()));
    arguments.addAll(List.of(node.root().toString(), node.run().toString(), node.cgroupParent()));
    arguments.addAll(List.of(more));
    Process child =
        ChildJvm.of(main, arguments.toArray(String[]::new))
            .redirectInput(lines.toFile())
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
      String line = "";
      while (!last.equals(line)) {
        line = said.readLine();
        if (line == null) {
          child.onExit().join();
          throw new IOException(
              "the process that was to be killed failed: " + Files.readString(errors));
        }
      }
    } finally {
      bench.story().step("killed a process that had said: " + last);
      child.destroyForcibly().onExit().join();
    }
  }

  /** In that process: the node of its arguments. */
  static NodeLayout node(String... arguments) {
    return new NodeLayout(Path.of(arguments[2]), Path.of(arguments[3]), arguments[4]);
  }

  /** In that process: makes what it is told, and waits for its end. */
  static void makeAll(Maker maker) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", 2);
        out.println("making " + words[0]);
        maker.make(words[0], Path.of(words[1]));
        out.println("made " + words[0]);
      }
    }
    new CountDownLatch(1).await();
  }
}
