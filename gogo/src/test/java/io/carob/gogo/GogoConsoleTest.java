package io.carob.gogo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Console.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines in the real Gogo runtime, without a framework. */
class GogoConsoleTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final ThreadIOImpl streams = new ThreadIOImpl();
  private final CommandProcessorImpl processor = new CommandProcessorImpl(streams);
  private final Commands commands = new Commands();
  private final GogoConsole console = new GogoConsole(processor, 100);

  /** What the lines of these tests call; Gogo finds the methods of public classes alone. */
  public static final class Commands {
    private final CountDownLatch deaf = new CountDownLatch(1);
    private final AtomicInteger neverEnding = new AtomicInteger();
    private final List<CompletableFuture<Void>> interrupted = new ArrayList<>();

    /** Answers a text. */
    public String word() {
      return "hello";
    }

    /** Writes by the session. */
    public void print(CommandSession session, String text) {
      session.getConsole().println(text);
    }

    /** Fails. */
    public void fail() {
      throw new CarobException(ErrorCode.NOT_FOUND, "no such thing");
    }

    /** Waits until it is interrupted. */
    public void sleep() throws InterruptedException {
      CompletableFuture<Void> told = new CompletableFuture<>();
      synchronized (interrupted) {
        interrupted.add(told);
      }
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        told.complete(null);
        throw e;
      }
    }

    /** Does not listen to interrupts. */
    public void deaf() {
      neverEnding.incrementAndGet();
      boolean done = false;
      while (!done) {
        try {
          deaf.await();
          done = true;
        } catch (InterruptedException e) {
          // goes on
        }
      }
    }
  }

  @BeforeEach
  void start() {
    streams.start();
    processor.addCommand("test", commands);
  }

  @AfterEach
  void stop() throws InterruptedException {
    commands.deaf.countDown();
    // Gogo's end of a line sets the streams once more, even when they have been stopped.
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("carob-gogo")) {
        thread.join();
      }
    }
    processor.stop();
    streams.stop();
  }

  @Test
  void showsWhatALineWritesAndAnswers() {
    assertThat(console.run("word", LONG).out()).isEqualTo("hello\n");
    assertThat(console.run("test:print 'a b'", LONG).out()).isEqualTo("a b\n");
    assertThat(console.run("word", LONG).failure()).isEmpty();
  }

  @Test
  void aLineThatFailsSaysWhy() {
    assertThat(console.run("fail", LONG).failure()).contains("no such thing");
    assertThat(console.run("nosuch", LONG).failure().orElseThrow()).contains("nosuch");
    assertThat(console.run("word (", LONG).failure()).isPresent();
  }

  @Test
  void variablesAreGoneWithTheLine() {
    console.run("x = 7", LONG);
    assertThat(console.run("print \"v=$x\"", LONG).out()).contains("v=").doesNotContain("7");
  }

  @Test
  void keepsTheBeginningOfLongOutput() {
    Outcome outcome = console.run("print '" + "x".repeat(250) + "'", LONG);
    assertThat(outcome.out()).startsWith("x".repeat(100) + "\n... and ").hasSizeLessThan(150);
  }

  @Test
  void aLineThatTakesTooLongIsInterrupted() {
    Outcome outcome = console.run("sleep", Duration.ofMillis(100));
    assertThat(outcome.failure().orElseThrow()).contains("interrupted");
    synchronized (commands.interrupted) {
      assertThat(commands.interrupted)
          .hasSize(1)
          .allSatisfy(told -> assertThat(told).succeedsWithin(LONG));
    }
  }

  @Test
  void linesThatNeverEndCannotPileUp() {
    while (commands.neverEnding.get() < 4) { // one that is interrupted on its way there ends
      assertThat(console.run("deaf", Duration.ofMillis(50)).failure()).isPresent();
    }
    assertThatThrownBy(() -> console.run("word", LONG))
        .isInstanceOfSatisfying(
            CarobException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
  }
}
