package io.carob.drivertest;

import io.carob.tck.Clause;
import io.carob.tck.TckFailure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a suite with JUnit, and notes how each test ended. Each test done is a dot, or an F. */
final class SuiteRun implements TestExecutionListener {

  private static final List<String> ORDER = Clause.all().stream().map(Clause::id).toList();

  private final PrintStream progress;
  private final Map<String, Long> started = new HashMap<>();
  private final List<Result> results = new ArrayList<>();

  private SuiteRun(PrintStream progress) {
    this.progress = progress;
  }

  /** The results, in the order of the clauses. */
  static List<Result> of(Class<?> suite, Options options, PrintStream progress) {
    GiveUp.reset();
    SuiteRun run = new SuiteRun(progress);
    LauncherConfig plain =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .build();
    LauncherFactory.create(plain).execute(request(suite, options), run);
    progress.println();
    run.results.sort(
        Comparator.comparingInt((Result result) -> ORDER.indexOf(result.clauseId()))
            .thenComparing(Result::title));
    return run.results;
  }

  private static LauncherDiscoveryRequest request(Class<?> suite, Options options) {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClass(suite))
        .filters((PostDiscoveryFilter) test -> isWanted(test, options.clauses()))
        .configurationParameter(
            "junit.jupiter.execution.timeout.testable.method.default",
            options.timeLimitSeconds() + " s")
        .configurationParameter(
            "junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
        .configurationParameter("junit.jupiter.tempdir.factory.default", Temporary.class.getName())
        .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
        .enableImplicitConfigurationParameters(false)
        .build();
  }

  private static FilterResult isWanted(TestDescriptor test, List<String> clauses) {
    boolean wanted =
        clauses.isEmpty()
            || !test.isTest()
            || clauses.contains(test.getDisplayName().split(" ", 2)[0]);
    return FilterResult.includedIf(wanted);
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    started.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    if (test.isTest()) {
      add(new Result(test.getDisplayName(), Optional.empty(), reason, 0), "-");
    }
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean failed = result.getStatus() != TestExecutionResult.Status.SUCCESSFUL;
    if (!test.isTest() && !failed) {
      return;
    }
    Throwable thrown = result.getThrowable().orElse(null);
    if (isTimeout(thrown)) {
      GiveUp.hung();
    }
    long nanos = System.nanoTime() - started.getOrDefault(test.getUniqueId(), System.nanoTime());
    Optional<TckFailure> failure =
        failed ? Optional.of(failure(test.getDisplayName(), thrown)) : Optional.empty();
    add(new Result(test.getDisplayName(), failure, "", nanos), failed ? "F" : ".");
  }

  private void add(Result result, String sign) {
    results.add(result);
    progress.print(sign);
    progress.flush();
  }

  private static boolean isTimeout(@Nullable Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }

  private static TckFailure failure(String title, @Nullable Throwable thrown) {
    if (thrown instanceof TckFailure told) {
      return told;
    }
    Throwable cause = thrown == null ? new IllegalStateException("no reason was given") : thrown;
    return new TckFailure(
        title, List.of(), "that the test could be set up", cause.toString(), cause);
  }
}
