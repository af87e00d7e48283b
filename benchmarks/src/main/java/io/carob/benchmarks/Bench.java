package io.carob.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What every row needs: the disk, the image, the commands, and the way both sides alternate. */
record Bench(Options options, Shell shell, Disk disk, Path scratch, CleanUp cleanUp) {

  static final double SECOND = 1e9;

  /** The folder of the image's archives. */
  Path image() {
    return options.folder().resolve(options.quick() ? "quick" : "big");
  }

  Path archive(String format) {
    return image().resolve(format + ".tar");
  }

  void say(String text) {
    System.err.println("  " + text);
  }

  NodeProcess node() {
    return new NodeProcess(shell.log(), cleanUp);
  }

  Containerd containerd() {
    return Containerd.start(
        shell, cleanUp, disk.path().resolve("containerd"), scratch.resolve("containerd"));
  }

  void require(String command, String debianPackage) {
    if (!Shell.has(command)) {
      throw new BenchException(command + " is missing; apt-get install " + debianPackage);
    }
  }

  /** Reads a file once, so that both sides find it in the page cache. */
  void warm(Path file) {
    shell.run("dd", "if=" + file, "of=/dev/null", "bs=1M", "status=none");
  }

  /** Both sides in turn, first one warm-up each that does not count. */
  Pair alternate(LongSupplier carob, LongSupplier peer) {
    List<Double> own = new ArrayList<>();
    List<Double> other = new ArrayList<>();
    double first = carob.getAsLong() / SECOND;
    long unused = peer.getAsLong();
    for (int i = 0; i < options.repetitions(); i++) {
      own.add(carob.getAsLong() / SECOND);
      other.add(peer.getAsLong() / SECOND);
      say(
          "carob "
              + TextReport.number(own.get(i))
              + " s, peer "
              + TextReport.number(other.get(i))
              + " s");
    }
    say("(carob's first run: " + TextReport.number(first) + " s)");
    return new Pair(Series.of(own), Series.of(other));
  }

  void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The figures of two sides. */
  record Pair(Series carob, Series peer) {}
}
