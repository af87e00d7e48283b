package io.carob.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** The snapshot service: how often a second, and how far from what the kernel takes anyway. */
final class SnapshotRows {

  private static final int LAYERS = 9;

  /** Enough that every run takes a second and more. */
  private static final int CYCLES = 3000;

  /** For containerd, and with mounts: there one cycle takes long. */
  private static final int SLOW_CYCLES = 1000;

  /** After these the JVM has compiled what they run; a service has made them some day. */
  private static final int WARM_UP = 4000;

  private static final int COLD = 100;
  private static final int OPERATIONS = 3;

  private final Bench bench;
  private final Results results;

  SnapshotRows(Bench bench, Results results) {
    this.bench = bench;
    this.results = results;
  }

  void run() {
    boolean snapshots = bench.options().wants("snapshots");
    boolean mount = bench.options().wants("mount");
    if (snapshots || mount) {
      try (NodeProcess node = bench.node()) {
        warmUp(node);
        for (int clients : snapshots ? new int[] {1, 16} : new int[] {}) {
          rate(node, clients);
          floor(node, clients);
        }
        if (mount) {
          mount(node);
        }
      }
    }
  }

  private void warmUp(NodeProcess node) {
    double cold = carob(node, 1, COLD) / 1e6 / COLD;
    bench.say(
        "(prepare, commit, remove in a JVM just started: " + TextReport.number(cold) + " ms)");
    long unused = carob(node, 1, cycles(1, WARM_UP));
    unused = carob(node, 16, cycles(16, WARM_UP));
  }

  private static String clients(int clients) {
    return clients == 1 ? "1 client" : clients + " clients";
  }

  private int cycles(int clients, int usual) {
    int all = bench.options().quick() ? usual / 10 : usual;
    return Math.max(2, all / clients);
  }

  private void rate(NodeProcess node, int clients) {
    String name =
        "prepare, commit, remove, " + clients(clients) + "; containerd's service over gRPC";
    Target target = Target.timesTheRate(5);
    bench.say(name);
    try {
      int cycles = cycles(clients, SLOW_CYCLES);
      Bench.Pair pair =
          bench.alternate(() -> carob(node, clients, cycles), () -> containerd(clients, cycles));
      double operations = (double) OPERATIONS * clients * cycles;
      results.add(
          Result.of(
              name,
              "operations/s",
              rate(operations, pair.carob()),
              rate(operations, pair.peer()),
              target));
    } catch (BenchException e) {
      results.add(Result.failed(name, "operations/s", target, String.valueOf(e.getMessage())));
    }
  }

  private static Series rate(double operations, Series seconds) {
    return new Series(
        operations / seconds.max(), operations / seconds.median(), operations / seconds.min());
  }

  private long carob(NodeProcess node, int clients, int cycles) {
    Path disk = bench.disk().fresh();
    node.ask("open", disk.resolve("carob"));
    node.ask("stack", "overlay", LAYERS);
    bench.disk().settle();
    long nanos = node.time("cycles", "overlay", clients, cycles);
    node.ask("close");
    return nanos;
  }

  private long containerd(int clients, int cycles) {
    bench.require("containerd", "containerd");
    bench.disk().fresh();
    try (Containerd containerd = bench.containerd()) {
      String parent = containerd.stack(LAYERS);
      bench.disk().settle();
      return containerd.cycles(clients, cycles, parent);
    }
  }

  private void floor(NodeProcess node, int clients) {
    String name = "prepare, commit, remove, " + clients(clients) + "; the floor in C";
    Target target = Target.atMostTimes(1.5);
    bench.say(name);
    try {
      int cycles = cycles(clients, CYCLES);
      Path program = compile();
      Bench.Pair pair =
          bench.alternate(
              () -> carob(node, clients, cycles),
              () ->
                  Long.parseLong(
                      bench
                          .shell()
                          .answer(
                              program.toString(),
                              "snapshots",
                              bench.disk().fresh().resolve("floor").toString(),
                              String.valueOf(clients),
                              String.valueOf(cycles))));
      results.add(
          Result.of(
              name,
              "ms for the three",
              each(pair.carob(), clients * cycles),
              each(pair.peer(), clients * cycles),
              target));
    } catch (BenchException e) {
      results.add(Result.failed(name, "ms for the three", target, String.valueOf(e.getMessage())));
    }
  }

  private static Series each(Series seconds, int count) {
    double scale = 1e3 / count;
    return new Series(seconds.min() * scale, seconds.median() * scale, seconds.max() * scale);
  }

  private void mount(NodeProcess node) {
    String name = "prepare, mount, unmount, remove, 9 layers; the floor in C";
    Target target = Target.atMostTimes(1.3);
    bench.say(name);
    int cycles = cycles(1, SLOW_CYCLES);
    try {
      Path program = compile();
      Path disk = bench.disk().fresh();
      node.ask("open", disk.resolve("carob"));
      node.ask("stack", "overlay", LAYERS);
      List<String> options = node.ask("options", "overlay");
      Path target2 = bench.scratch().resolve("target");
      int[] run = {0};
      Bench.Pair pair =
          bench.alternate(
              () -> {
                bench.disk().settle();
                return node.time("mounts", "overlay", cycles, target2);
              },
              () -> {
                bench.disk().settle();
                return Long.parseLong(
                    bench
                        .shell()
                        .answer(
                            program.toString(),
                            "mount",
                            disk.resolve("floor" + run[0]++).toString(),
                            String.valueOf(cycles),
                            options.get(0),
                            options.get(1)));
              });
      results.add(
          Result.of(
              name,
              "ms for the four",
              each(pair.carob(), cycles),
              each(pair.peer(), cycles),
              target));
      node.ask("close");
    } catch (BenchException e) {
      results.add(Result.failed(name, "ms for the four", target, String.valueOf(e.getMessage())));
    }
  }

  private Path compile() {
    bench.require("gcc", "gcc libc6-dev");
    Path program = bench.scratch().resolve("floor");
    bench
        .shell()
        .run(
            "gcc",
            "-O2",
            "-pthread",
            "-o",
            program.toString(),
            System.getProperty("carob.bench.floor", "benchmarks/src/main/c/floor.c"));
    return program;
  }
}
