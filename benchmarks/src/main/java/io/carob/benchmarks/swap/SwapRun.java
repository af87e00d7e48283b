package io.carob.benchmarks.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One run: a service, clients, and drivers replaced again and again. The overlay snapshotter is
 * replaced each time, in the first half by {@code bundle update}, in the second by replacing its
 * jar in the folder for drivers; every tenth time emptyDir and the sandbox are replaced too. From
 * time to time it is looked at what is left of the old versions.
 */
final class SwapRun {

  /** How often the overlay snapshotter is replaced until the other drivers are. */
  static final int ROUND = 10;

  private static final long BEFORE_MILLIS = 5000;

  private final SwapOptions options;
  private final Consumer<String> say;
  private final List<Look> looks = new ArrayList<>();

  /**
   * What was found between two swaps, while the clients had no pods.
   *
   * @param swaps how often the overlay snapshotter had been replaced
   * @param left what was there and had not been there in the beginning
   */
  record Look(int swaps, Memory memory, NavigableSet<String> left) {}

  SwapRun(SwapOptions options, Consumer<String> say) {
    this.options = options;
    this.say = say;
  }

  /** Runs it on a service that it starts and stops. */
  SwapResult run() throws Exception {
    long begin = System.nanoTime();
    try (Node node = Node.start(options.home(), options.folder());
        Load load = new Load(node.api())) {
      say.accept(
          String.format(
              "service   process %d answered after %.1f s; its folders are in %s",
              node.pid(), (System.nanoTime() - begin) / 1e9, node.base()));
      node.command("image", "import", options.images().resolve("busybox").toString());
      node.command("image", "import", options.images().resolve("web").toString());
      load.prepare();
      say.accept(
          "pods      "
              + Load.steadyPods()
              + " that stay: two serve pages, one counts into"
              + " its log, in one a command runs");
      DriverWaits none = DriverWaits.of(node);
      long start = System.nanoTime();
      load.start(options.clients());
      say.accept(
          "clients   "
              + options.clients()
              + " make pods, write, read back, look at logs and delete, as fast as they can");
      Node.pause(BEFORE_MILLIS);
      NavigableSet<String> normal = load.quiet(() -> Census.of(node));
      looks.add(new Look(0, load.quiet(() -> Memory.of(node.pid())), new TreeSet<>()));
      DriverWaits before = DriverWaits.of(node);
      long swapping = System.nanoTime();
      Swaps swaps = new Swaps(node);
      for (int i = 1; i <= options.swaps(); i++) {
        swap(swaps, i);
        if (i % options.look() == 0 || i == options.swaps()) {
          int swapped = i;
          looks.add(load.quiet(() -> look(node, normal, swapped)));
          tell(load, swaps, i);
        }
      }
      long end = System.nanoTime();
      load.finish();
      SwapResult.Span span = new SwapResult.Span(start, swapping, end);
      SwapResult.Waited waited =
          new SwapResult.Waited(DriverWaits.of(node).since(before), before.since(none));
      List<String> errors = errors(node);
      List<String> outside = node.stop();
      return new SwapResult(
          options,
          load.times(),
          load.podsMade(),
          swaps.done(),
          looks,
          span,
          waited,
          errors,
          outside);
    }
  }

  private void swap(Swaps swaps, int number) throws IOException {
    if (number <= options.swaps() / 2) {
      swaps.update("snapshotter-overlay", number);
    } else {
      swaps.drop(number);
    }
    if (number % ROUND == 0) {
      swaps.update("volume-emptydir", number);
      swaps.update("sandbox", number);
    }
  }

  /** Things go in the background after a pod is gone: what is still there at last has leaked. */
  private Look look(Node node, NavigableSet<String> normal, int swaps) throws Exception {
    NavigableSet<String> left =
        Patience.ask(
            () -> {
              NavigableSet<String> now = Census.of(node);
              now.removeAll(normal);
              return now;
            },
            NavigableSet::isEmpty);
    int loaders = looks.get(0).memory().loaders();
    Memory memory =
        Patience.ask(
            () -> Memory.of(node.pid()), now -> now.loaders() <= loaders && now.old().isEmpty());
    if (options.dump().isPresent() && memory.loaders() > loaders) {
      Memory.jcmd(node.pid(), "GC.heap_dump", "-overwrite", options.dump().get().toString());
    }
    return new Look(swaps, memory, left);
  }

  private void tell(Load load, Swaps swaps, int number) {
    Look look = looks.get(looks.size() - 1);
    List<Swaps.Swap> done = swaps.done();
    say.accept(
        String.format(
            "%3d/%d   %s in %.0f ms; %d pods, %d requests, %d failed; heap %.1f MiB, metaspace"
                + " %.1f MiB, %d loaders of bundles; left behind: %s",
            number,
            options.swaps(),
            number > options.swaps() / 2 ? "jar in drivers/" : "bundle update",
            done.stream()
                .skip(Math.max(0, done.size() - options.look()))
                .mapToDouble(Swaps.Swap::millis)
                .average()
                .orElse(0),
            load.podsMade(),
            load.times().count(),
            load.times().failed(),
            look.memory().heap() / SwapResult.MIB,
            look.memory().metaspace() / SwapResult.MIB,
            look.memory().loaders(),
            look.left().isEmpty() && look.memory().old().isEmpty() ? "nothing" : "see below"));
  }

  private static List<String> errors(Node node) throws IOException {
    return Files.readAllLines(node.log()).stream().filter(l -> l.contains(" ERROR ")).toList();
  }
}
