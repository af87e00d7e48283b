package io.carob.drivertest;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs no further test of a driver that has hung too often to be waited for. */
final class GiveUp implements ExecutionCondition {

  private static final int MOST = 3;
  private static final AtomicInteger HUNG = new AtomicInteger();

  /** For JUnit. */
  GiveUp() {}

  /** A new driver is under test. */
  static void reset() {
    HUNG.set(0);
  }

  /** A test took longer than its limit. */
  static void hung() {
    HUNG.incrementAndGet();
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return HUNG.get() < MOST
        ? ConditionEvaluationResult.enabled("")
        : ConditionEvaluationResult.disabled("not run: " + MOST + " tests hung before it");
  }
}
