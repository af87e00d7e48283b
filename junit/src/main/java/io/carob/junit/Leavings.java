package io.carob.junit;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.embed.Carob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ends the pods of test runs that were killed, and deletes what they left: pods outlive the process
 * that started them. Runs that go on are left alone.
 */
final class Leavings {

  private Leavings() {}

  /**
   * Clears all there is. What cannot be cleared is told and left: it keeps no test from running.
   *
   * @param options with the settings by which pods are to be ended
   */
  static void clear(NodeOptions options) {
    try (Stream<Path> all = Files.list(NodeFolder.temporaryFiles())) {
      List<Path> paths = all.toList();
      for (Path path : paths) {
        clear(path, options);
      }
    } catch (IOException | UncheckedIOException e) {
      tell(NodeFolder.temporaryFiles(), e);
    }
  }

  private static void clear(Path path, NodeOptions options) {
    try {
      NodeFolder folder = NodeFolder.left(path).orElse(null);
      if (folder != null) {
        end(folder, options);
      }
    } catch (IOException | CarobException e) {
      tell(path, e);
    }
  }

  private static void end(NodeFolder folder, NodeOptions options) throws IOException {
    try (Carob carob = options.on(folder.builder()).start()) {
      Resting.all(carob.resources());
    } catch (CarobException e) {
      if (e.code() == ErrorCode.FAILED_PRECONDITION) {
        return; // somebody is at it already, perhaps in another process namespace
      }
      throw e;
    }
    folder.clear();
  }

  private static void tell(Path path, Exception e) {
    System.err.println("What a killed test run left in " + path + " is still there: " + e);
  }
}
