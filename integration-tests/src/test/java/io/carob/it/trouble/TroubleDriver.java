package io.carob.it.trouble;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.fs.CopyOptions;
import io.carob.linux.fs.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps whole copies, as the plain example does. A file says what trouble it makes: a line {@code
 * throw}, {@code garbage}, {@code block}, {@code deaf} or {@code thread}; without one it makes
 * none.
 */
public final class TroubleDriver implements SnapshotDriver {

  private Path control = Path.of("/nonexistent");
  private String name = "";
  private int format = 1;

  /** Takes the properties of the component. */
  void activate(Map<String, Object> properties) {
    control = Path.of(String.valueOf(properties.get("control")));
    name = String.valueOf(properties.get("carob.driver"));
    format = Integer.parseInt(String.valueOf(properties.get("format")));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int diskFormat() {
    return format;
  }

  @Override
  public void selfCheck(Path scratch) {
    if (trouble().equals("sick")) {
      throw new CarobException(ErrorCode.UNSUPPORTED, "this driver is sick");
    }
  }

  private String trouble() {
    try {
      return Files.exists(control) ? Files.readString(control).strip() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    String trouble = trouble();
    if (trouble.equals("throw")) {
      throw new IllegalStateException("the driver's own trouble");
    }
    if (trouble.equals("block")) {
      blockUntilInterrupted();
    }
    if (trouble.equals("deaf")) {
      blockUntilTold();
    }
    if (trouble.equals("thread")) {
      leaveAThread();
    }
    if (!Files.isDirectory(tree(place))) {
      makeTree(place, parents);
    }
  }

  private static void blockUntilInterrupted() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Hears no interrupt. */
  private void blockUntilTold() {
    while (trouble().equals("deaf")) {
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        // deaf
      }
    }
  }

  private static void leaveAThread() {
    Thread thread = new Thread(() -> blockQuietly(), "left-by-trouble");
    thread.setDaemon(true);
    thread.start();
  }

  private static void blockQuietly() {
    try {
      TimeUnit.MINUTES.sleep(2);
    } catch (InterruptedException e) {
      // ends
    }
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    if (trouble().equals("garbage")) {
      return List.of(Mount.bind("/etc", false));
    }
    return List.of(Mount.bind(tree(place).toString(), kind == SnapshotKind.VIEW));
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    FileTree.remove(tree(place));
    makeTree(place, parents);
    return new LayerTarget.Tree(tree(place));
  }

  @Override
  public void commit(Path place, List<Path> parents) {}

  @Override
  public Usage usage(Path place, List<Path> parents) {
    return FileTree.usage(tree(place));
  }

  private static void makeTree(Path place, List<Path> parents) {
    Path growing = place.resolve("growing");
    FileTree.remove(growing);
    try {
      Files.createDirectory(growing);
      if (!parents.isEmpty()) {
        FileTree.copy(tree(parents.get(0)), growing, CopyOptions.EXACT);
      }
      Files.move(growing, tree(place), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "cannot fill " + place + ": " + e, e);
    }
  }

  private static Path tree(Path place) {
    return place.resolve("tree");
  }
}
