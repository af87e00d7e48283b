package io.carob.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Talks to a JVM that runs {@link NodeMain}. */
final class NodeProcess implements AutoCloseable {

  /** As in the service's start script, so that memory and speed are what users get. */
  private static final List<String> SERVICE_OPTIONS =
      List.of(
          "-XX:Tier4InvocationThreshold=50000",
          "-XX:Tier4MinInvocationThreshold=6000",
          "-XX:Tier4CompileThreshold=150000",
          "-XX:Tier4BackEdgeThreshold=200000",
          "-Djava.locale.providers=CLDR",
          "-XX:+UseSerialGC",
          "-Xss512k",
          "-Xms64m",
          "-XX:MaxRAMPercentage=25",
          "-XX:-UsePerfData");

  private final CleanUp cleanUp;
  private final Process process;
  private final BufferedReader in;
  private final PrintStream out;
  private final Runnable end;

  NodeProcess(Path log, CleanUp cleanUp) {
    this.cleanUp = cleanUp;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(SERVICE_OPTIONS);
    String extra = System.getenv("CAROB_BENCH_JAVA_OPTS");
    if (extra != null && !extra.isBlank()) {
      command.addAll(List.of(extra.strip().split(" +", -1)));
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path", ""));
    command.add(NodeMain.class.getName());
    try {
      this.process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.in = process.inputReader(StandardCharsets.UTF_8);
    this.out = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.end = cleanUp.add(() -> Shell.end(process));
  }

  /** Sends a command and answers the words after {@code ok}. */
  List<String> ask(Object... words) {
    List<String> texts = new ArrayList<>();
    for (Object word : words) {
      texts.add(word.toString());
    }
    out.println(String.join("\t", texts));
    try {
      String line = in.readLine();
      if (line == null) {
        throw new BenchException("Carob's JVM ended during: " + texts.get(0));
      }
      List<String> answer = List.of(line.split("\t", -1));
      if (!answer.get(0).equals("ok")) {
        throw new BenchException("Carob: " + texts.get(0) + " failed: " + line);
      }
      return answer.subList(1, answer.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a command and answers its nanoseconds. */
  long time(Object... words) {
    return Long.parseLong(ask(words).get(0));
  }

  @Override
  public void close() {
    cleanUp.now(end);
  }
}
