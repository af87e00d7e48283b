package io.carob.tck.story;

import io.carob.api.CarobException;
import io.carob.tck.TckFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Turns what a test throws into a {@link TckFailure} with the test's story. */
public final class StoryTeller implements BeforeEachCallback, TestExecutionExceptionHandler {

  /** Of the stack of a call that hangs, as many lines from where the JDK was called. */
  private static final int FRAMES = 6;

  private static final Pattern JDK = Pattern.compile("(java|javax|jdk|sun|com\\.sun)\\.");

  private final Story story = new Story();

  /** What the test does is to be added to this. */
  public Story story() {
    return story;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    story.begin();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw thrown instanceof TestAbortedException
        ? thrown
        : failure(context.getDisplayName(), story, thrown);
  }

  /** The failure of a test of that title. */
  public static TckFailure failure(String title, Story story, Throwable thrown) {
    if (thrown instanceof TckFailure already) {
      return already;
    }
    Throwable telling = telling(thrown);
    List<String> steps = new ArrayList<>(story.steps());
    if (telling != thrown) {
      String message = story.withoutRoot(String.valueOf(thrown.getMessage()));
      steps.add("that was " + message.lines().findFirst().orElse(""));
    }
    String expected = story.withoutRoot(expected(title, telling));
    return new TckFailure(title, steps, expected, story.withoutRoot(seen(telling)), thrown);
  }

  /** The one in the chain of causes that says most. */
  private static Throwable telling(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof Mismatch
          || t instanceof CarobException
          || (t instanceof AssertionFailedError e && e.isExpectedDefined())) {
        return t;
      }
    }
    return thrown;
  }

  private static String expected(String title, Throwable thrown) {
    if (thrown instanceof Mismatch mismatch) {
      return mismatch.expected();
    }
    if (thrown instanceof AssertionFailedError e && e.isExpectedDefined()) {
      return e.getExpected().getStringRepresentation();
    }
    if (thrown instanceof AssertionError) {
      return title.substring(title.indexOf(':') + 1).strip();
    }
    return thrown instanceof TimeoutException ? "an answer in time" : "that the call succeeds";
  }

  /** Where a call was when it was given up; JUnit has the stack of its thread as the cause. */
  private static String place(@Nullable Throwable stack) {
    if (stack == null || stack.getStackTrace().length == 0) {
      return "";
    }
    List<StackTraceElement> frames = List.of(stack.getStackTrace());
    StringBuilder out = new StringBuilder("; it was in\n  ").append(frames.get(0));
    frames.stream()
        .skip(1)
        .dropWhile(frame -> JDK.matcher(frame.getClassName()).lookingAt()) // it may be a long way
        .limit(FRAMES)
        .forEach(frame -> out.append("\n  ").append(frame));
    return out.toString();
  }

  private static String seen(Throwable thrown) {
    if (thrown instanceof Mismatch mismatch) {
      return mismatch.seen();
    }
    if (thrown instanceof AssertionFailedError e && e.isActualDefined()) {
      return e.getActual().getStringRepresentation();
    }
    String message = String.valueOf(thrown.getMessage()).strip();
    if (thrown instanceof TimeoutException) {
      return message + place(thrown.getCause());
    }
    if (thrown instanceof AssertionError) {
      return message;
    }
    return Thrown.say(thrown);
  }
}
