package io.carob.junit;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.embed.Carob;
import io.carob.api.image.ImportProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A node of this JVM, which is ended with its last test; no pod is left then. */
final class TestNode implements AutoCloseable {

  private final NodeFolder folder;
  private final Carob carob;
  private final Map<String, Boolean> imported = new ConcurrentHashMap<>();
  private final AtomicInteger namespaces = new AtomicInteger();

  private TestNode(NodeFolder folder, Carob carob) {
    this.folder = folder;
    this.carob = carob;
  }

  /**
   * Starts one.
   *
   * @throws CarobException as {@link Carob.Builder#start}; {@code INTERNAL} when its folder cannot
   *     be made
   */
  static TestNode start(NodeOptions options) {
    Leavings.clear(options);
    NodeFolder folder = folder(options.folder());
    try {
      return new TestNode(folder, startOn(folder, options));
    } catch (CarobException e) {
      clearAfter(e, folder);
      throw e;
    }
  }

  /** Starts it, and ends what an earlier run left. */
  private static Carob startOn(NodeFolder folder, NodeOptions options) {
    Carob carob = options.on(folder.builder()).start();
    try {
      Resting.all(carob.resources());
      return carob;
    } catch (CarobException e) {
      carob.close();
      throw e;
    }
  }

  private static NodeFolder folder(String wanted) {
    try {
      return NodeFolder.of(wanted);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL,
          "making the folder of the tests' node: "
              + e
              + ". Mend that, or name another by @CarobNode or java.io.tmpdir",
          e);
    }
  }

  private static void clearAfter(CarobException failure, NodeFolder folder) {
    try {
      folder.clear();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  Carob carob() {
    return carob;
  }

  /** A namespace that no test has had. */
  String newNamespace() {
    return "junit-" + namespaces.incrementAndGet();
  }

  /** Imports an image, as {@link Pod#images} writes it; once. */
  void need(String image) {
    imported.computeIfAbsent(image, this::load);
  }

  private boolean load(String image) {
    int equals = image.indexOf('=');
    Optional<ImageReference> name =
        equals < 0
            ? Optional.empty()
            : Optional.of(ImageReference.parse(image.substring(0, equals)));
    Path path = Path.of(image.substring(equals + 1)).toAbsolutePath();
    carob.images().importArchive(path, name, ImportProgress.NONE);
    return true;
  }

  @Override
  public void close() throws IOException {
    try (carob) {
      Resting.all(carob.resources());
    }
    folder.clear();
  }
}
