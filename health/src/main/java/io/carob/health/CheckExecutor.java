package io.carob.health;

import io.carob.health.Asked.Outcome;
import io.carob.health.Asked.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckMetadata;
import org.apache.felix.hc.api.execution.HealthCheckSelector;

/**
 * Runs Felix's health checks: all at once, each for as long as it may take at most. One that hangs
 * is not begun again until it ends.
 */
@SuppressWarnings("JavaUtilDate") // Felix's interface wants it
final class CheckExecutor implements HealthCheckExecutor {

  private final Tracked<HealthCheck, Result> checks;
  private final Duration limit;
  private final Duration age;

  /**
   * Runs those checks.
   *
   * @param limit how long one may take
   * @param age how long its result is good for, unless the check says so itself
   */
  CheckExecutor(Tracked<HealthCheck, Result> checks, Duration limit, Duration age) {
    this.checks = checks;
    this.limit = limit;
    this.age = age;
  }

  private record Begun(HealthCheckMetadata check, Run<Result> run) {}

  private record Done(
      HealthCheckMetadata getHealthCheckMetadata,
      Result getHealthCheckResult,
      boolean hasTimedOut,
      long getElapsedTimeInMs,
      Date getFinishedAt)
      implements HealthCheckExecutionResult {}

  @Override
  public List<HealthCheckExecutionResult> execute(HealthCheckSelector selector) {
    return execute(selector, new HealthCheckExecutionOptions());
  }

  @Override
  public List<HealthCheckExecutionResult> execute(
      HealthCheckSelector selector, HealthCheckExecutionOptions options) {
    Selection selection = new Selection(selector, options.isCombineTagsWithOr());
    List<Begun> begun = new ArrayList<>();
    for (Map.Entry<?, Asked<Result>> one : checks.all()) {
      HealthCheckMetadata check =
          new HealthCheckMetadata((org.osgi.framework.ServiceReference<?>) one.getKey());
      if (selection.has(check)) {
        Duration fresh = options.isForceInstantExecution() ? Duration.ZERO : age(check);
        begun.add(new Begun(check, one.getValue().ask(fresh)));
      }
    }
    int given = options.getOverrideGlobalTimeout();
    Duration most = given > 0 ? Duration.ofMillis(given) : limit;
    List<HealthCheckExecutionResult> results = new ArrayList<>();
    for (Begun one : begun) {
      results.add(await(one, most));
    }
    return results;
  }

  private Duration age(HealthCheckMetadata check) {
    Long millis = check.getResultCacheTtlInMs();
    return millis == null ? age : Duration.ofMillis(Math.max(0, millis));
  }

  private static Done await(Begun begun, Duration limit) {
    try {
      Outcome<Result> outcome = begun.run().await(limit);
      return new Done(
          begun.check(),
          result(outcome),
          outcome.hangs(),
          outcome.took().toMillis(),
          Date.from(outcome.at()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Done(
          begun.check(),
          new Result(Result.Status.HEALTH_CHECK_ERROR, "was not waited for", e),
          true,
          0,
          new Date());
    }
  }

  private static Result result(Outcome<Result> outcome) {
    if (outcome.hangs()) {
      return new Result(Result.Status.HEALTH_CHECK_ERROR, Words.hangs(outcome.took()));
    }
    return outcome
        .value()
        .orElseGet(() -> new Result(Result.Status.HEALTH_CHECK_ERROR, Words.failed(outcome)));
  }
}
