package io.carob.gogo;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Console;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/**
 * Lines of Gogo, each in a session and a group of threads of its own: Gogo runs commands on threads
 * of the session. A line whose threads do not end after they were interrupted keeps its place among
 * the few that may run, so that such lines cannot pile up.
 */
final class GogoConsole implements Console {

  private static final int MOST_LINES = 4;
  private static final int MOST_BYTES = 1 << 20;

  private final CommandProcessor processor;
  private final int mostBytes;
  private final Semaphore places = new Semaphore(MOST_LINES);

  GogoConsole(CommandProcessor processor) {
    this(processor, MOST_BYTES);
  }

  GogoConsole(CommandProcessor processor, int mostBytes) {
    this.processor = processor;
    this.mostBytes = mostBytes;
  }

  @Override
  public Outcome run(String line, Duration limit) {
    takePlace();
    BoundedOutput out = new BoundedOutput(mostBytes);
    CompletableFuture<Void> done = new CompletableFuture<>();
    ThreadGroup group = new ThreadGroup("carob-gogo");
    Thread thread = new Thread(group, () -> runAlone(line, out, done), "carob-gogo");
    thread.setDaemon(true);
    thread.setContextClassLoader(GogoConsole.class.getClassLoader());
    thread.start();
    Optional<String> failure = await(done, limit);
    if (!done.isDone()) {
      thread.interrupt();
    }
    return new Outcome(out.finish(), failure);
  }

  /** Waits a little for a place: a line that has just answered may not have given its own back. */
  private void takePlace() {
    boolean taken = false;
    try {
      taken = places.tryAcquire(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!taken) {
      throw new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "the line was not run: "
              + MOST_LINES
              + " others run already. Try again when they have ended; those that never end go with"
              + " the service");
    }
  }

  private void runAlone(String line, BoundedOutput out, CompletableFuture<Void> done) {
    try {
      runHere(line, out, done);
    } finally {
      boolean alone = false;
      while (!alone) {
        alone = awaitOthers(Thread.currentThread().getThreadGroup());
      }
      places.release();
    }
  }

  /** Waits until the current thread is the last one of the group; false when interrupted. */
  private static boolean awaitOthers(ThreadGroup group) {
    try {
      Thread[] threads = new Thread[2];
      while (group.enumerate(threads) > 1) {
        Thread other = threads[0] == Thread.currentThread() ? threads[1] : threads[0];
        other.join();
      }
      return true;
    } catch (InterruptedException e) {
      return false; // the line was told to end, and this is the way to its end
    }
  }

  private void runHere(String line, BoundedOutput out, CompletableFuture<Void> done) {
    try (CommandSession session =
        processor.createSession(InputStream.nullInputStream(), out, out)) {
      Object result = session.execute(line);
      session.getConsole().flush();
      if (result != null) {
        session.getConsole().println(session.format(result, Converter.INSPECT));
        session.getConsole().flush();
      }
      done.complete(null);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      done.completeExceptionally(e); // whatever a command throws is the answer
    } finally {
      done.cancel(false); // of an error that is none of these, too
    }
  }

  private static Optional<String> await(CompletableFuture<Void> done, Duration limit) {
    try {
      done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of("it took longer than " + limit.toSeconds() + " s, and was interrupted");
    } catch (ExecutionException e) {
      return Optional.of(reason(e.getCause() == null ? e : e.getCause()));
    } catch (CancellationException e) {
      return Optional.of("it ended without a word");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("it was not waited for");
    }
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.toString() : message;
  }
}
