package io.carob.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Bringing an image in and unpacking it, against those who do the same. */
final class ImportRows {

  private static final String IMPORT = "import + unpack, ";

  private final Bench bench;
  private final Results results;

  ImportRows(Bench bench, Results results) {
    this.bench = bench;
    this.results = results;
  }

  void run() {
    row(
        "gzip",
        IMPORT + "gzip, overlay; ctr image import",
        Target.timesFaster(5),
        "gzip",
        () -> containerd("gzip"));
    row(
        "igzip",
        IMPORT + "gzip, overlay; igzip -dc | tar x, two jobs",
        Target.atMostTimes(1.3),
        "gzip",
        this::igzip);
    row(
        "zstd",
        IMPORT + "zstd, overlay; ctr image import",
        Target.timesFaster(5),
        "zstd",
        () -> containerd("zstd"));
    row(
        "docker",
        IMPORT + "docker-archive, overlay; podman load",
        Target.timesFaster(4),
        "docker",
        this::podman);
  }

  private void row(String group, String name, Target target, String format, LongSupplier peer) {
    if (!bench.options().wants(group)) {
      return;
    }
    bench.say(name);
    bench.warm(bench.archive(format));
    try (NodeProcess node = bench.node()) {
      Bench.Pair pair = bench.alternate(() -> carob(node, format), peer);
      results.add(Result.of(name, "s", pair.carob(), pair.peer(), target));
    } catch (BenchException e) {
      results.add(Result.failed(name, "s", target, String.valueOf(e.getMessage())));
    }
  }

  private long carob(NodeProcess node, String format) {
    Path root = bench.disk().fresh().resolve("carob");
    node.ask("open", root);
    List<String> times = node.ask("import", bench.archive(format), "overlay");
    node.ask("close");
    return Long.parseLong(times.get(0));
  }

  private long containerd(String format) {
    bench.require("ctr", "containerd");
    bench.disk().fresh();
    try (Containerd containerd = bench.containerd()) {
      return containerd.importArchive(bench.archive(format), "overlayfs");
    }
  }

  /** The largest layers first, which suits two jobs best. */
  private long igzip() {
    bench.require("igzip", "isal");
    Path root = bench.disk().fresh().resolve("layers");
    bench.makeFolder(root);
    return bench
        .shell()
        .run(
            "sh",
            "-c",
            "ls -S \"$0\" | xargs -P 2 -I LAYER sh -c"
                + " 'mkdir \"$1/LAYER\" && igzip -dc \"$0/LAYER\" | tar x -C \"$1/LAYER\"' \"$0\" \"$1\"",
            bench.image().resolve("gzip").toString(),
            root.toString());
  }

  private long podman() {
    bench.require("podman", "podman");
    Path root = bench.disk().fresh().resolve("podman");
    Path temporary = root.resolve("tmp");
    bench.makeFolder(temporary);
    long nanos =
        bench
            .shell()
            .run(
                Map.of("TMPDIR", temporary.toString()),
                "podman",
                "--root",
                root.resolve("root").toString(),
                "--runroot",
                bench.scratch().resolve("podman").toString(),
                "--storage-driver",
                "overlay",
                "load",
                "--quiet",
                "--input",
                bench.archive("docker").toString());
    unmountBelow(root);
    return nanos;
  }

  /** Podman binds its own folder; the disk could not be unmounted with that. */
  private void unmountBelow(Path folder) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      lines
          .map(line -> line.split(" ", -1)[4])
          .filter(point -> Path.of(point).startsWith(folder))
          .sorted(Comparator.reverseOrder())
          .forEach(point -> bench.shell().run("umount", point));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
