package io.carob.image.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a working store with SIGKILL, at each of its points in turn and at random moments, and
 * checks what the next one finds. {@code ./carob crash} runs it for longer.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("carob.crash.kills", 20);
  private static final long SEED = Long.getLong("carob.crash.seed", System.nanoTime());
  private static final boolean LIMITS = Boolean.getBoolean("carob.crash.limits");

  @TempDir Path scratch = Path.of("");
  private Path folder = Path.of("");
  private LoopDisk disk;
  private final Random random = new Random(SEED);
  private final List<Duration> starts = new ArrayList<>();
  private final Map<String, Integer> kills = new TreeMap<>();
  private int life;

  /** A disk with a journal, which the one below the tests need not have. */
  @BeforeEach
  void makeDisk() throws Exception {
    disk = new LoopDisk(scratch, 600);
    folder = disk.root();
  }

  @AfterEach
  void removeDisk() {
    disk.close();
  }

  @Test
  void nothingAcknowledgedIsLostAndNothingIsLeft() throws Exception {
    System.out.println("crash: " + KILLS + " kills, -Dcarob.crash.seed=" + SEED);
    Archives archives = new Archives(folder.resolve("archives"));
    archives.make("overlay");
    archives.make("native");
    List<String> points = Points.shuffled(random);
    for (int kill = 0; kill < KILLS; kill++) {
      boolean anywhere = kill % 4 == 3;
      String point = anywhere ? KillChild.NOWHERE : points.get((kill - kill / 4) % points.size());
      try {
        killAt(point);
        check();
      } catch (Exception | Error e) {
        throw new AssertionError(
            "kill " + kill + " at " + point + ", -Dcarob.crash.seed=" + SEED + "\n" + output(), e);
      }
      kills.merge(point, 1, Integer::sum);
      if (LIMITS && kill % 25 == 24) {
        System.out.println("crash: " + (kill + 1) + " kills, " + starts());
      }
    }
    System.out.println("crash: " + KILLS + " kills at " + kills + ", " + starts());
    if (LIMITS) {
      assertThat(Collections.max(starts)).isLessThan(Duration.ofSeconds(3));
    }
  }

  private String starts() {
    List<Duration> sorted = new ArrayList<>(starts);
    Collections.sort(sorted);
    return "next start: median "
        + sorted.get(sorted.size() / 2).toMillis()
        + " ms, longest "
        + sorted.get(sorted.size() - 1).toMillis()
        + " ms";
  }

  private void killAt(String point) throws Exception {
    if (Points.AT_START.contains(point)) {
      await(start("blob.fsync", 2)); // leaves something to recover
      await(start(point, 1));
    } else if (point.equals(KillChild.NOWHERE)) {
      killFromOutside();
    } else {
      await(start(point, 1 + random.nextInt(Points.VISITS.getOrDefault(point, 1))));
    }
  }

  /** Waits for some work to be done, then for a random moment. */
  private void killFromOutside() throws Exception {
    long enough = Journal.size(folder) + 1 + random.nextInt(12_000);
    Process child = start(KillChild.NOWHERE, 0);
    Instant end = Instant.now().plus(Duration.ofMinutes(1));
    while (child.isAlive() && Journal.size(folder) < enough && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(500_000); // what another process does is polled
    }
    LockSupport.parkNanos(random.nextInt(5_000_000));
    child.destroyForcibly();
    await(child);
  }

  private static void await(Process child) throws InterruptedException {
    boolean ended = child.waitFor(2, TimeUnit.MINUTES);
    child.destroyForcibly().waitFor();
    assertThat(ended).as("the child came to its point").isTrue();
    assertThat(child.exitValue()).as("the child was killed").isEqualTo(128 + 9);
  }

  private Process start(String point, int visit) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-Dorg.sqlite.tmpdir=" + folder, // a killed process leaves its library there
            "-cp",
            System.getProperty("java.class.path"),
            KillChild.class.getName(),
            folder.toString(),
            Integer.toString(life++),
            point,
            Integer.toString(visit))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  private String output() throws IOException {
    Path output = folder.resolve("output");
    return Files.exists(output) ? Files.readString(output) : "";
  }

  private void check() throws Exception {
    try (KilledStore store = new KilledStore(folder)) {
      starts.add(store.start());
      store.check(Journal.acknowledged(folder));
      if (random.nextInt(3) == 0) {
        store.clear();
        Journal.clear(folder);
      }
    }
  }
}
