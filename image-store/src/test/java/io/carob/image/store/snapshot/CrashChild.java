package io.carob.image.store.snapshot;

import static io.carob.image.store.snapshot.Rig.key;

import io.carob.api.ChainId;
import io.carob.api.Digest;
import io.carob.api.snapshot.LayerTarget;
import io.carob.image.store.fault.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The process that the crash tests end. Works on without end, writing to a journal a line before
 * and a line after each operation.
 */
final class CrashChild {

  static final String DRIVER = "folder";
  static final int THREADS = 4;

  private final Rig rig;
  private final FileChannel journal;
  private final String prefix;

  private CrashChild(Rig rig, Path root, int thread) throws IOException {
    this.rig = rig;
    this.prefix = "t" + thread + "-";
    this.journal =
        FileChannel.open(
            root.resolve("journal-" + thread),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND,
            StandardOpenOption.WRITE);
  }

  /**
   * Arguments: the root, the point at which to end (or {@code never}), and at which visit of it.
   */
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    String point = args[1];
    int visit = Integer.parseInt(args[2]);
    AtomicInteger visits = new AtomicInteger();
    Faults faults =
        at -> {
          if (at.equals(point) && visits.incrementAndGet() == visit) {
            Runtime.getRuntime().halt(9); // no shutdown hook, no finally block runs
          }
        };
    FolderDriver driver = new FolderDriver(DRIVER, true);
    Rig rig = new Rig(root, new PlainHost(Rig.BOOT), faults, driver);
    for (int t = 0; t < THREADS; t++) {
      CrashChild child = new CrashChild(rig, root, t);
      new Thread(child::work).start();
    }
  }

  private void work() {
    for (int i = 0; ; i++) {
      round(prefix + i);
    }
  }

  private void round(String name) {
    String done = name + "-done";
    String top = name + "-top";
    run("prepare " + name, () -> rig.prepare(DRIVER, name));
    run("commit " + name + " " + done, () -> rig.commit(DRIVER, name, done));
    run("prepare " + top, () -> rig.prepare(DRIVER, top, done));
    run("remove " + top, () -> rig.remove(DRIVER, top));
    if (name.hashCode() % 2 == 0) {
      run("remove " + done, () -> rig.remove(DRIVER, done));
    }
    ChainId chain = chain(name);
    run(
        "layer " + chain,
        () ->
            rig.store
                .layers()
                .ensure(DRIVER, chain, Optional.empty(), true, CrashChild::fill)
                .ended()
                .join());
  }

  static ChainId chain(String name) {
    return new ChainId(Digest.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  private static void fill(LayerTarget target, Runnable below) {
    try {
      Files.writeString(((LayerTarget.Difference) target).folder().resolve("file"), "full");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(String line, Runnable operation) {
    write("begin " + line);
    operation.run();
    write("end " + line);
  }

  private void write(String line) {
    try {
      journal.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Not used by the child: what a committed place of it must hold. */
  static boolean isWhole(Rig rig, String name) {
    return rig.snapshots()
        .stat(DRIVER, key(name))
        .filter(info -> Files.exists(info.place().resolve("committed")))
        .isPresent();
  }
}
