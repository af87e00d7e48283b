package io.carob.tck;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A driver broke its contract. The message tells all that the methods tell apart: the clause, what
 * the test did, what it expected, what it saw, and what that usually means. The cause is what the
 * test or the driver threw.
 */
public final class TckFailure extends AssertionError {

  private static final long serialVersionUID = 1;

  private static final List<String> HANGS =
      List.of(
          "a lock that another thread keeps, or that is waited for by whoever has it",
          "a program whose end is waited for while nobody reads what it prints",
          "a wait without a limit for something that does not come");

  private final String title;
  private final List<String> steps;
  private final String expected;
  private final String seen;

  /**
   * Puts a failure into words.
   *
   * @param title the test's display name, which begins with the clause
   * @param steps what was done, one line each, in order
   * @param expected what the clause demands there; may have several lines
   * @param seen what was found instead; may have several lines
   * @param cause what was thrown
   */
  public TckFailure(
      String title, List<String> steps, String expected, String seen, Throwable cause) {
    super(title, cause);
    this.title = title;
    this.steps = List.copyOf(steps);
    this.expected = expected;
    this.seen = seen;
  }

  /** The test's display name: the clause, a colon, and what was claimed. */
  public String title() {
    return title;
  }

  /** The clause that was broken; empty when the title names none. */
  public Optional<Clause> clause() {
    return Clause.of(title);
  }

  /** What was done, one line each, in order; the last is where it broke, or right before. */
  public List<String> steps() {
    return steps;
  }

  /** What the clause demands there. */
  public String expected() {
    return expected;
  }

  /** What was found instead. */
  public String seen() {
    return seen;
  }

  /** What it usually means: what breaks that clause, or what keeps a call from ending. */
  public List<String> meanings() {
    return getCause() instanceof TimeoutException
        ? HANGS
        : clause().map(Clause::meanings).orElse(List.of());
  }

  @Override
  public String getMessage() {
    StringBuilder out = new StringBuilder(title);
    Clause.of(title).ifPresent(clause -> out.append("\n  the clause: ").append(clause.text()));
    out.append("\n  done:");
    for (int n = 0; n < steps.size(); n++) {
      out.append("\n    ").append(n + 1).append(". ").append(steps.get(n));
    }
    out.append("\n  expected: ").append(expected.replace("\n", "\n    "));
    out.append("\n  seen:     ").append(seen.replace("\n", "\n    "));
    meanings().forEach(meaning -> out.append("\n  usually means: ").append(meaning));
    return out.toString();
  }
}
