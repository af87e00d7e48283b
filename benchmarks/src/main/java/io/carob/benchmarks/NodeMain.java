package io.carob.benchmarks;

import io.carob.api.CarobException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Carob's side, in a JVM of its own with the options of the service: reads commands, one a line,
 * and answers each with a line. The words of a line are separated by tabs.
 */
public final class NodeMain {

  private NodeMain() {}

  /** Serves until its input ends. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (CarobNode node = new CarobNode()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(answer(node, List.of(line.split("\t", -1))));
      }
    }
  }

  private static String answer(CarobNode node, List<String> words) {
    try {
      return "ok\t" + node.run(words);
    } catch (CarobException | IOException | IllegalStateException e) {
      e.printStackTrace();
      return "failed\t" + String.valueOf(e.getMessage()).replace('\n', ' ');
    }
  }
}
