package io.carob.benchmarks;

import io.carob.api.Mount;
import io.carob.api.driver.DriverTable;
import io.carob.api.image.Image;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.ImageStore;
import io.carob.linux.mount.Mounts;
import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An image store as the service has it, and the work that is measured on it. */
final class CarobNode implements AutoCloseable {

  private static final Duration WAIT = Duration.ofSeconds(5);

  private @Nullable ImageStore open;
  private Path root = Path.of("/");
  private Optional<SnapshotKey> top = Optional.empty();

  /** Runs one command; the answer's first word is the nanoseconds of what is measured. */
  String run(List<String> words) throws IOException {
    return switch (words.get(0)) {
      case "open" -> open(Path.of(words.get(1)));
      case "close" -> shut();
      case "import" -> importAndUnpack(Path.of(words.get(1)), words.get(2));
      case "stack" -> stack(words.get(1), Integer.parseInt(words.get(2)));
      case "prepare" -> prepare(words.get(1), words.get(2));
      case "remove" -> remove(words.get(1), words.get(2));
      case "cycles" ->
          cycles(words.get(1), Integer.parseInt(words.get(2)), Integer.parseInt(words.get(3)));
      case "mounts" -> mounts(words.get(1), Integer.parseInt(words.get(2)), Path.of(words.get(3)));
      case "options" -> options(words.get(1));
      case "peak" -> peak();
      case "reset-peak" -> resetPeak();
      default -> throw new IllegalStateException("there is no command " + words.get(0));
    };
  }

  private ImageStore store() {
    if (open == null) {
      throw new IllegalStateException("no store is open");
    }
    return open;
  }

  private String open(Path folder) {
    root = folder;
    top = Optional.empty();
    ImageStore store = ImageStore.open(folder, new DriverTable<>("snapshotter", WAIT, WAIT));
    store.addDriver(new OverlaySnapshotDriver(), "1");
    store.addDriver(new NativeCopySnapshotDriver(), "1");
    open = store;
    return "0";
  }

  private String shut() {
    store().close();
    open = null;
    return "0";
  }

  private String importAndUnpack(Path archive, String driver) {
    long begin = System.nanoTime();
    List<Image> images =
        store()
            .images()
            .importArchive(archive, Optional.empty(), Optional.of(driver), (a, b, c) -> {});
    long end = System.nanoTime();
    top = store().images().unpack(images.get(0).id(), driver, (a, b, c) -> {}); // is there already
    return String.valueOf(end - begin);
  }

  private String stack(String driver, int count) {
    for (int i = 0; i < count; i++) {
      SnapshotKey active = new SnapshotKey("stack-active-" + i);
      SnapshotKey done = new SnapshotKey("stack-" + i);
      store().snapshots().prepare(driver, active, top, Map.of());
      store().snapshots().commit(driver, active, done);
      top = Optional.of(done);
    }
    return "0";
  }

  private String prepare(String driver, String key) {
    long begin = System.nanoTime();
    var made = store().snapshots().prepare(driver, new SnapshotKey(key), top, Map.of());
    return (System.nanoTime() - begin) + "\t" + made.place();
  }

  /** Removes, and waits until the background has deleted the files. */
  private String remove(String driver, String key) throws IOException {
    long begin = System.nanoTime();
    store().snapshots().remove(driver, new SnapshotKey(key));
    long nanos = System.nanoTime() - begin;
    while (!isTrashEmpty()) {
      pause();
    }
    return String.valueOf(nanos);
  }

  private boolean isTrashEmpty() throws IOException {
    try (Stream<Path> left = Files.list(root.resolve("trash"))) {
      return left.findAny().isEmpty();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String cycles(String driver, int clients, int cycles) {
    ExecutorService pool = Executors.newFixedThreadPool(clients);
    try {
      List<Callable<Integer>> works = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int client = i;
        works.add(() -> cycle(driver, client, cycles));
      }
      long begin = System.nanoTime();
      for (Future<Integer> each : pool.invokeAll(works)) {
        each.get();
      }
      return String.valueOf(System.nanoTime() - begin);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private int cycle(String driver, int client, int cycles) {
    for (int i = 0; i < cycles; i++) {
      SnapshotKey active = new SnapshotKey("active-" + client + "-" + i);
      SnapshotKey done = new SnapshotKey("done-" + client + "-" + i);
      store().snapshots().prepare(driver, active, top, Map.of());
      store().snapshots().commit(driver, active, done);
      store().snapshots().remove(driver, done);
    }
    return cycles;
  }

  private String mounts(String driver, int cycles, Path target) throws IOException {
    Files.createDirectories(target);
    long begin = System.nanoTime();
    for (int i = 0; i < cycles; i++) {
      SnapshotKey key = new SnapshotKey("mounted-" + i);
      store().snapshots().prepare(driver, key, top, Map.of());
      for (Mount mount : store().snapshots().mounts(driver, key)) {
        Mounts.mount(mount, target);
      }
      Mounts.unmount(target, false);
      store().snapshots().remove(driver, key);
    }
    return String.valueOf(System.nanoTime() - begin);
  }

  /** The mount options of an active snapshot, for the floor to use the same. */
  private String options(String driver) throws IOException {
    prepare(driver, "options");
    List<String> all =
        store().snapshots().mounts(driver, new SnapshotKey("options")).get(0).options();
    remove(driver, "options");
    String lower = "";
    List<String> others = new ArrayList<>();
    for (String option : all) {
      if (option.startsWith("lowerdir=")) {
        lower = option.substring("lowerdir=".length());
      } else if (!option.startsWith("upperdir=") && !option.startsWith("workdir=")) {
        others.add(option);
      }
    }
    return String.join(",", others) + "\t" + lower;
  }

  /** The most memory that this process has had since the last reset, in bytes. */
  private static String peak() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return String.valueOf(Long.parseLong(line.replaceAll("\\D", "")) * 1024);
      }
    }
    throw new IllegalStateException("/proc/self/status has no VmHWM");
  }

  private static String resetPeak() throws IOException {
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    return "0";
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
