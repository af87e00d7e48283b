package io.carob.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.Health;
import io.carob.api.node.Health.Kind;
import io.carob.api.node.Health.Level;
import io.carob.api.node.Health.Part;
import io.carob.api.node.HealthSource;
import io.carob.api.node.NodeLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;

class HealthTest {

  private Framework framework;
  private BundleContext context;
  private HealthComponent component;
  private NodeLayout layout;
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    folder.resolve("felix").toString(),
                    Constants.FRAMEWORK_STORAGE_CLEAN,
                    Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT));
    framework.start();
    context = framework.getBundleContext();
    layout = new NodeLayout(folder, folder, "/carob-test");
    component = new HealthComponent(context, layout);
  }

  @AfterEach
  void stop() throws Exception {
    release.countDown();
    component.stop();
    framework.stop();
    framework.waitForStop(TimeUnit.SECONDS.toMillis(60));
  }

  private <T> T service(Class<T> type) {
    return context.getService(context.getServiceReference(type));
  }

  private Part part(String name) {
    return service(Health.class).parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void offer(String name, List<String> tags, HealthCheck check) {
    context.registerService(
        HealthCheck.class,
        check,
        FrameworkUtil.asDictionary(
            Map.of(
                HealthCheck.NAME,
                name,
                HealthCheck.TAGS,
                tags.toArray(String[]::new),
                HealthCheck.RESULT_CACHE_TTL_IN_MS,
                0L)));
  }

  private static Result result(Result.Status status) {
    return new Result(status, "so it is");
  }

  @Test
  void aNodeWithNothingBehindItLivesAndIsNotReady() {
    assertThat(part("framework").level()).isEqualTo(Level.OK);
    assertThat(part("framework").kind()).isEqualTo(Kind.LIVE);
    assertThat(part("threads").level()).isEqualTo(Level.OK);
    assertThat(part("start").level()).isEqualTo(Level.OK);
    assertThat(part("services").level()).isEqualTo(Level.DOWN);
    assertThat(part("services").kind()).isEqualTo(Kind.READY);
    assertThat(part("services").found()).contains("Images", "Pods", "Storage");
    assertThat(part("components").level()).isEqualTo(Level.DOWN);
    assertThat(part("disk").level()).isNotEqualTo(Level.DOWN);
    assertThat(part("api").level()).as("nobody listens").isEqualTo(Level.DOWN);
  }

  @Test
  void checksOfOthersCountByTheirTags() {
    offer("alive", List.of("live"), () -> result(Result.Status.CRITICAL));
    offer("able", List.of("ready"), () -> result(Result.Status.TEMPORARILY_UNAVAILABLE));
    offer("weak", List.of("ready"), () -> result(Result.Status.WARN));
    offer("hobby", List.of(), () -> result(Result.Status.CRITICAL));

    assertThat(part("alive")).isEqualTo(new Part("alive", Kind.LIVE, Level.DOWN, "so it is"));
    assertThat(part("able")).isEqualTo(new Part("able", Kind.READY, Level.DOWN, "so it is"));
    assertThat(part("weak")).isEqualTo(new Part("weak", Kind.READY, Level.DEGRADED, "so it is"));
    assertThat(part("hobby").level()).as("nothing depends on it").isEqualTo(Level.DEGRADED);
  }

  @Test
  void aCheckThatHangsIsDownAndIsNotBegunAgainUntilItEnds() throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    offer(
        "hangs",
        List.of("ready"),
        () -> {
          begun.incrementAndGet();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return result(Result.Status.OK);
        });

    assertThat(part("hangs").level()).isEqualTo(Level.DOWN);
    assertThat(part("hangs").found()).contains("does not answer");
    assertThat(part("threads").level()).as("others are not held up").isEqualTo(Level.OK);
    assertThat(begun).hasValue(1);

    release.countDown();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (part("hangs").level() != Level.OK && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(part("hangs").level()).isEqualTo(Level.OK);
  }

  @Test
  void aSourceThatThrowsIsDownInAllItsParts() {
    AtomicInteger asked = new AtomicInteger();
    context.registerService(
        HealthSource.class,
        () -> {
          if (asked.incrementAndGet() > 1) {
            throw new IllegalStateException("broken");
          }
          return List.of(
              new Part("one", Kind.READY, Level.OK, ""), new Part("two", Kind.LIVE, Level.OK, ""));
        },
        null);
    assertThat(part("one").level()).isEqualTo(Level.OK);

    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (asked.get() < 2 && System.nanoTime() < end) {
      assertThat(part("two").kind()).isEqualTo(Kind.LIVE); // good for a second
    }
    assertThat(part("one").level()).isEqualTo(Level.DOWN);
    assertThat(part("two").found()).contains("broken");
    assertThat(part("two").kind()).isEqualTo(Kind.LIVE);
  }

  @Test
  void whatIsSoonThereIsSeenAtOnce() {
    AtomicBoolean there = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    context.registerService(
        HealthCheck.class,
        () -> {
          asked.incrementAndGet();
          return result(there.get() ? Result.Status.OK : Result.Status.TEMPORARILY_UNAVAILABLE);
        },
        FrameworkUtil.asDictionary(
            Map.of(
                HealthCheck.NAME,
                "coming",
                HealthCheck.TAGS,
                new String[] {"ready"},
                HealthCheck.RESULT_CACHE_TTL_IN_MS,
                TimeUnit.HOURS.toMillis(1))));
    context.registerService(
        HealthSource.class,
        () -> List.of(new Part("source", Kind.READY, there.get() ? Level.OK : Level.DOWN, "")),
        null);
    assertThat(part("coming").level()).isEqualTo(Level.DOWN);
    assertThat(part("source").level()).isEqualTo(Level.DOWN);

    there.set(true);
    assertThat(part("coming").level()).isEqualTo(Level.OK);
    assertThat(part("source").level()).isEqualTo(Level.OK);

    int before = asked.get();
    there.set(false);
    assertThat(part("coming").level()).as("good for its time").isEqualTo(Level.OK);
    assertThat(asked).hasValue(before);
  }

  @Test
  void theExecutorSelectsAsFelixDoes() {
    offer("a", List.of("red"), () -> result(Result.Status.OK));
    offer("b", List.of("red", "round"), () -> result(Result.Status.OK));
    offer("c", List.of("round"), () -> result(Result.Status.OK));

    assertThat(names(HealthCheckSelector.tags("red"), false)).containsExactly("a", "b");
    assertThat(names(HealthCheckSelector.tags("red", "round"), false)).containsExactly("b");
    assertThat(names(HealthCheckSelector.tags("red", "round"), true))
        .containsExactly("a", "b", "c");
    assertThat(names(HealthCheckSelector.tags("red", "-round"), false)).containsExactly("a");
    assertThat(names(HealthCheckSelector.names("c", "a"), false)).containsExactly("a", "c");
    assertThat(names(HealthCheckSelector.empty(), false)).contains("a", "b", "c", "framework");
  }

  private List<String> names(HealthCheckSelector selector, boolean anyTag) {
    return service(HealthCheckExecutor.class)
        .execute(selector, new HealthCheckExecutionOptions().setCombineTagsWithOr(anyTag))
        .stream()
        .map(one -> one.getHealthCheckMetadata().getName())
        .sorted()
        .toList();
  }

  @Test
  void anExecutionMayHaveALimitOfItsOwn() {
    offer(
        "slow",
        List.of("slow"),
        () -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return result(Result.Status.OK);
        });
    HealthCheckExecutionResult one =
        service(HealthCheckExecutor.class)
            .execute(
                HealthCheckSelector.tags("slow"),
                new HealthCheckExecutionOptions().setOverrideGlobalTimeout(50))
            .get(0);
    assertThat(one.hasTimedOut()).isTrue();
    assertThat(one.getHealthCheckResult().getStatus()).isEqualTo(Result.Status.HEALTH_CHECK_ERROR);
  }

  @Test
  void aDiskIsJudgedByWhatIsLeft() {
    long gib = 1L << 30;
    assertThat(NodeChecks.disk(50 * gib, 100 * gib, false).isOk()).isTrue();
    assertThat(NodeChecks.disk(gib / 2, 100 * gib, false).getStatus())
        .isEqualTo(Result.Status.WARN);
    assertThat(NodeChecks.disk(1, 100 * gib, true).getStatus()).isEqualTo(Result.Status.CRITICAL);
  }

  @Test
  void deadlockedThreadsAreTold() throws InterruptedException {
    var one = new java.util.concurrent.locks.ReentrantLock();
    var other = new java.util.concurrent.locks.ReentrantLock();
    var both = new java.util.concurrent.CyclicBarrier(2);
    Thread first = deadlock("dead-1", one, other, both);
    Thread second = deadlock("dead-2", other, one, both);
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      NodeChecks checks = new NodeChecks(context, layout);
      while (checks.threads().isOk() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(checks.threads().toString()).contains("dead-1", "dead-2");
    } finally {
      first.interrupt();
      second.interrupt();
      first.join(Duration.ofMinutes(1).toMillis());
      second.join(Duration.ofMinutes(1).toMillis());
    }
  }

  private static Thread deadlock(
      String name,
      java.util.concurrent.locks.Lock mine,
      java.util.concurrent.locks.Lock yours,
      java.util.concurrent.CyclicBarrier both) {
    Thread thread =
        new Thread(
            () -> {
              mine.lock();
              try {
                both.await();
                yours.lockInterruptibly();
                yours.unlock();
              } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
                // the test has seen enough
              } finally {
                mine.unlock();
              }
            },
            name);
    thread.start();
    return thread;
  }

  @Test
  void aLookTakesNoAnswerThatWasGivenBefore() {
    AtomicInteger asked = new AtomicInteger();
    HealthSource source =
        () -> List.of(new Part("asked", Kind.READY, Level.OK, "time " + asked.incrementAndGet()));
    context.registerService(HealthSource.class, source, null);
    assertThat(part("asked").found()).isEqualTo("time 1");
    assertThat(service(Health.class).look())
        .contains(new Part("asked", Kind.READY, Level.OK, "time 2"));
  }
}
