package io.carob.benchmarks.swap;

import io.carob.benchmarks.BenchException;
import io.carob.benchmarks.JsonReport;
import io.carob.benchmarks.Results;
import io.carob.benchmarks.TextReport;
import java.io.PrintStream;
import java.util.List;

/** {@code ./carob demo swap} and {@code ./carob bench swap}. */
public final class SwapMain {

  private static final int WRONG_USE = 2;

  private SwapMain() {}

  /** Runs it; the first words are {@code demo} or {@code bench}, distribution, images, folder. */
  public static void main(String[] arguments) {
    SwapOptions options;
    try {
      options = SwapOptions.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.print("carob: " + e.getMessage() + "\n" + SwapOptions.USAGE);
      System.exit(WRONG_USE);
      return;
    }
    System.exit(run(options));
  }

  private static int run(SwapOptions options) {
    PrintStream progress = options.json() || options.bench() ? System.err : System.out;
    try {
      if (options.bench()) {
        return bench(options, progress);
      }
      SwapResult result = new SwapRun(options, line -> progress.println("  " + line)).run();
      System.out.println(options.json() ? SwapReport.json(result) : SwapReport.text(result));
      return result.faults().isEmpty() ? 0 : 1;
    } catch (BenchException e) {
      System.err.println("carob: " + e.getMessage());
      return 1;
    } catch (Exception e) {
      e.printStackTrace();
      return 1;
    }
  }

  private static int bench(SwapOptions options, PrintStream progress) throws Exception {
    Results results = new Results(options.folder().resolve("results"), "swap");
    SwapRows rows = new SwapRows(results);
    progress.println("== look-up");
    rows.calls();
    progress.println("== first pod");
    rows.firstPod(FirstPod.measure(options));
    progress.println("== load");
    SwapResult result = new SwapRun(options, line -> progress.println("  " + line)).run();
    rows.load(result);
    progress.println(SwapReport.text(result));
    System.out.print(
        options.json() ? JsonReport.of(results.rows()) + "\n" : TextReport.of(results.rows()));
    return result.faults().isEmpty() ? 0 : 1;
  }
}
