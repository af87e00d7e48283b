package io.carob.drivertest;

import java.util.ArrayList;
import java.util.List;

/**
 * All that was found out about a jar.
 *
 * @param jar the jar
 * @param place what the driver's folders lay on
 * @param findings what was seen without running a test, and what kept drivers from running
 * @param runs the tests, one run for each driver and home
 */
record Outcome(DriverJar jar, String place, List<Finding> findings, List<Run> runs) {

  /**
   * The tests of one driver in one home.
   *
   * @param home where it lived, as words
   * @param driver the driver
   * @param results one for each test, in the order of the clauses
   */
  record Run(String home, Home.Found driver, List<Result> results) {

    String title() {
      return driver.kind().word() + " \"" + driver.name() + "\" " + home;
    }
  }

  List<Result> failed() {
    List<Result> failed = new ArrayList<>();
    runs.forEach(run -> run.results().stream().filter(Result::isFailed).forEach(failed::add));
    return failed;
  }

  /** 0 the contract is kept, 1 it is broken, 2 nothing could be tested. */
  int exitCode() {
    if (runs.stream().allMatch(run -> run.results().isEmpty())) {
      return 2;
    }
    boolean whole =
        findings.stream().noneMatch(Finding::problem)
            && runs.stream().flatMap(run -> run.results().stream()).allMatch(Result::isPassed);
    return whole ? 0 : 1;
  }
}
