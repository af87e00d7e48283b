package io.carob.benchmarks.swap;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.benchmarks.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Replaces drivers of a service by newer versions, in the two ways there are. */
final class Swaps {

  private static final String DROPPED = "overlay.jar";

  private final Node node;
  private final Api api;
  private final JarVersions jars;
  private final List<Swap> done = new ArrayList<>();
  private boolean dropping;

  /**
   * One replacement; times are those of {@link System#nanoTime}.
   *
   * @param what in words
   */
  record Swap(String what, long begin, long end) {
    double millis() {
      return (end - begin) / 1e6;
    }
  }

  Swaps(Node node) throws IOException {
    this.node = node;
    this.api = node.api();
    this.jars = new JarVersions(node);
  }

  List<Swap> done() {
    return List.copyOf(done);
  }

  /** Replaces the bundle of a shipped driver, as {@code carob bundle update} does. */
  Swap update(String module, int number) throws IOException {
    Path jar = jars.of(module, number);
    return timed(
        module + " " + JarVersions.version(number) + " by bundle update",
        () ->
            api.ask(
                "POST", "/v1/bundles/" + module + "/update?jar=" + Api.encode(jar.toString()), ""));
  }

  /**
   * Replaces the jar of the overlay snapshotter in the folder for drivers, and waits until the new
   * one serves. The first time it comes there beside the shipped bundle, which then goes.
   */
  Swap drop(int number) throws IOException {
    Path jar = jars.ofAnother("snapshotter-overlay", number);
    boolean first = !dropping;
    dropping = true;
    return timed(
        "snapshotter-overlay " + JarVersions.version(number) + " in drivers/",
        () -> {
          copyIn(jar);
          if (first) {
            node.await("the dropped driver stands by", () -> is(number, "standby"));
            api.ask("DELETE", "/v1/bundles/snapshotter-overlay", "");
          }
          node.await("the dropped driver serves", () -> is(number, "serving"));
        });
  }

  /** Copies a jar into the folder for drivers, whole at once. */
  void copyIn(Path jar) throws IOException {
    Path half = node.drivers().resolve("." + DROPPED + ".part");
    Files.copy(jar, half, StandardCopyOption.REPLACE_EXISTING);
    Files.move(half, node.drivers().resolve(DROPPED), StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean is(int number, String state) {
    try {
      for (JsonNode driver : api.get("/v1/drivers").path("drivers")) {
        if (driver.path("name").asText().equals("overlay")
            && driver.path("version").asText().equals(JarVersions.version(number))) {
          String now = driver.path("state").asText();
          if (now.equals("refused")) {
            throw new BenchException("the driver was refused: " + driver);
          }
          return now.equals(state);
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private Swap timed(String what, Step step) throws IOException {
    long begin = System.nanoTime();
    step.run();
    Swap swap = new Swap(what, begin, System.nanoTime());
    done.add(swap);
    return swap;
  }
}
