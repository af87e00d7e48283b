package io.carob.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whole trees: unpacking an image, and one replica. */
final class NativeCopyRows {

  private static final double GIB = 1L << 30;

  private final Bench bench;
  private final Results results;
  private final List<Double> ownDisk = new ArrayList<>();
  private final List<Double> otherDisk = new ArrayList<>();

  NativeCopyRows(Bench bench, Results results) {
    this.bench = bench;
    this.results = results;
  }

  void run() {
    if (bench.options().wants("native")) {
      unpack();
      replica();
    }
  }

  private void unpack() {
    String name = "import + unpack, gzip, native-copy; ctr image import, native";
    String diskName = "disk taken by that image without its blobs; containerd native";
    Target times = Target.timesFaster(8);
    // The tree itself takes what igzip | tar writes; a tenth more is allowed for.
    Target size = Target.below(bench.options().quick() ? 0.1 : 1.1, "GiB");
    bench.say(name);
    bench.warm(bench.archive("gzip"));
    try (NodeProcess node = bench.node()) {
      Bench.Pair pair = bench.alternate(() -> carob(node), this::containerd);
      results.add(Result.of(name, "s", pair.carob(), pair.peer(), times));
      results.add(Result.of(diskName, "GiB", Series.of(ownDisk), Series.of(otherDisk), size));
    } catch (BenchException e) {
      String reason = String.valueOf(e.getMessage());
      results.add(Result.failed(name, "s", times, reason));
      results.add(Result.failed(diskName, "GiB", size, reason));
    }
  }

  private long carob(NodeProcess node) {
    Path root = bench.disk().fresh().resolve("carob");
    long before = bench.disk().used();
    node.ask("open", root);
    long nanos = node.time("import", bench.archive("gzip"), "native-copy");
    node.ask("close");
    bench.disk().settle();
    ownDisk.add((bench.disk().used() - before - blobs(root.resolve("content"))) / GIB);
    return nanos;
  }

  private long containerd() {
    bench.require("ctr", "containerd");
    Path root = bench.disk().fresh().resolve("containerd");
    long before = bench.disk().used();
    try (Containerd containerd = bench.containerd()) {
      long nanos = containerd.importArchive(bench.archive("gzip"), "native");
      bench.disk().settle();
      otherDisk.add(
          (bench.disk().used() - before - blobs(root.resolve("io.containerd.content.v1.content")))
              / GIB);
      return nanos;
    }
  }

  private long blobs(Path folder) {
    String words = bench.shell().answer("du", "--block-size=1", "--summarize", folder.toString());
    return Long.parseLong(words.split("\\s", -1)[0]);
  }

  private void replica() {
    String name = "one replica, native-copy; cp -a";
    Target target = Target.atMostTimes(1.1);
    bench.say(name);
    try (NodeProcess node = bench.node()) {
      Path disk = bench.disk().fresh();
      node.ask("open", disk.resolve("carob"));
      node.ask("import", bench.archive("gzip"), "native-copy");
      Path model = Path.of(node.ask("prepare", "native-copy", "model").get(1)).resolve("fs");
      Bench.Pair pair =
          bench.alternate(() -> prepare(node), () -> copy(model, disk.resolve("copy")));
      results.add(Result.of(name, "s", pair.carob(), pair.peer(), target));
      node.ask("close");
    } catch (BenchException e) {
      results.add(Result.failed(name, "s", target, String.valueOf(e.getMessage())));
    }
  }

  private long prepare(NodeProcess node) {
    bench.disk().settle();
    long nanos = node.time("prepare", "native-copy", "replica");
    node.ask("remove", "native-copy", "replica");
    return nanos;
  }

  private long copy(Path model, Path copy) {
    bench.disk().settle();
    long nanos = bench.shell().run("cp", "-a", model.toString(), copy.toString());
    bench.shell().run("rm", "-rf", copy.toString());
    return nanos;
  }
}
