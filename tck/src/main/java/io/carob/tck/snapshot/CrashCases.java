package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.snapshot.SnapshotKind;
import io.carob.tck.snapshot.DriverCall.Operation;
import io.carob.tck.story.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * S6 with real crashes: a process that calls the driver is killed with SIGKILL in the middle of one
 * of many calls. Whichever it was, all calls are then made again, and must succeed.
 */
final class CrashCases {

  private static final int ROUNDS = 8;

  private final Bench bench;
  private final Chain chain;
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final List<Chain> committed = new ArrayList<>();
  private final List<Path> begun = new ArrayList<>();
  private final List<Path> removed = new ArrayList<>();
  private final List<DriverCall> calls = new ArrayList<>();

  private CrashCases(Bench bench, Chain chain) {
    this.bench = bench;
    this.chain = chain;
  }

  static void killedCallsAreRepeated(Bench bench, Class<?> testClass) throws IOException {
    CrashCases crash = new CrashCases(bench, bench.layer(Chain.EMPTY, Trees.everyKind()));
    for (int round = 0; round < ROUNDS; round++) {
      crash.plan();
    }
    int killedAt = new Random().nextInt(crash.calls.size());
    crash.runAndKill(testClass, killedAt);
    crash.repeat();
    crash.check();
  }

  private void plan() throws IOException {
    Path active = bench.newPlace();
    snapshots.add(new Snapshot(bench, SnapshotKind.ACTIVE, active, chain));
    calls.add(new DriverCall(Operation.PREPARE, active, chain));
    Path view = bench.newPlace();
    snapshots.add(new Snapshot(bench, SnapshotKind.VIEW, view, chain));
    calls.add(new DriverCall(Operation.VIEW, view, chain));
    Path layer = bench.newPlace();
    begun.add(layer);
    calls.add(new DriverCall(Operation.BEGIN_LAYER, layer, chain));
    Path edited = bench.active(chain).place();
    committed.add(chain.plus(edited));
    calls.add(new DriverCall(Operation.COMMIT, edited, chain));
    Path dropped = bench.active(chain).place();
    removed.add(dropped);
    calls.add(new DriverCall(Operation.REMOVE, dropped, Chain.EMPTY));
  }

  /** The child says each call before it makes it; it is killed when it has said the one. */
  private void runAndKill(Class<?> testClass, int killedAt) throws IOException {
    Path lines = bench.root().resolve("calls");
    Files.write(lines, calls.stream().map(DriverCall::line).toList());
    Path errors = bench.root().resolve("errors");
    Process child =
        ChildJvm.of(CrashChild.class, testClass.getName(), bench.root().toString())
            .redirectInput(lines.toFile())
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
      for (int n = 0; n <= killedAt; n++) {
        if (!calls.get(n).line().equals(said.readLine())) {
          child.onExit().join();
          throw new IOException("the process that was to be killed failed: " + read(errors));
        }
      }
    } finally {
      bench.story().step("killed a process in or after its call " + calls.get(killedAt).words());
      child.destroyForcibly().onExit().join();
    }
  }

  /** A commit that may have been cut short is not yet made again when its snapshot is shown. */
  private void repeat() throws IOException {
    Oracle plain = Oracle.of(bench, Trees.everyKind());
    for (DriverCall call : calls) {
      if (call.operation() == Operation.COMMIT) {
        plain.matches(new Snapshot(bench, SnapshotKind.ACTIVE, call.place(), call.parents()));
      }
      call.on(bench.driver());
    }
    for (Path place : removed) {
      Fs.removeTree(place);
      assertThat(place).doesNotExist();
    }
    for (Path place : begun) {
      bench.fill(place, chain, Trees.additions());
      bench.driver().commit(place, chain.places());
    }
  }

  private void check() throws IOException {
    Oracle plain = Oracle.of(bench, Trees.everyKind());
    for (Snapshot snapshot : snapshots) {
      plain.matches(snapshot);
    }
    for (Chain top : committed) {
      plain.matches(bench.view(top));
    }
    Oracle layered = Oracle.of(bench, Trees.everyKind(), Trees.additions());
    for (Path place : begun) {
      layered.matches(bench.view(chain.plus(place)));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
