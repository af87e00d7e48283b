package io.carob.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code ./carob bench storage}. */
public final class Main {

  private static final String DISK_SIZE = "16G";

  private Main() {}

  /** Runs the benchmark; the first word is the folder for images, disk and results. */
  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    Options options;
    try {
      options = Options.parse(Path.of(words.get(0)), words.subList(1, words.size()));
    } catch (IllegalArgumentException e) {
      System.err.print("bench: " + e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    Results results = new Results(options.folder().resolve("results"), "storage");
    try (CleanUp cleanUp = new CleanUp()) {
      run(options, results, cleanUp);
    } catch (BenchException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(1);
    }
    System.out.print(
        options.json() ? JsonReport.of(results.rows()) + "\n" : TextReport.of(results.rows()));
  }

  private static void run(Options options, Results results, CleanUp cleanUp) throws IOException {
    Path scratch = options.folder().resolve("run");
    Files.createDirectories(scratch);
    Path log = options.folder().resolve("bench.log");
    Files.writeString(log, "");
    Shell shell = new Shell(log);
    shell.run("rm", "-rf", "--one-file-system", scratch.toString());
    Files.createDirectories(scratch);
    cleanUp.add(() -> shell.run("rm", "-rf", "--one-file-system", scratch.toString()));
    Disk disk = Disk.make(shell, scratch, DISK_SIZE, cleanUp);
    Bench bench = new Bench(options, shell, disk, scratch, cleanUp);
    new ImportRows(bench, results).run();
    new NativeCopyRows(bench, results).run();
    new SnapshotRows(bench, results).run();
    new MemoryRow(bench, results).run();
  }
}
