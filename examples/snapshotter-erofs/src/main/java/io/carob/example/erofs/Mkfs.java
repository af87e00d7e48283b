package io.carob.example.erofs;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.fs.FileTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Runs mkfs.erofs of the package erofs-utils, 1.5 or later. */
final class Mkfs {

  private static final String PROGRAM = "mkfs.erofs";
  private static final int LONGEST_NAME = 254;
  private static final int MOST_OUTPUT = 4096;

  private Mkfs() {}

  /**
   * Whether a tree can be packed: the program takes a name of 255 bytes for one of 254, and fails
   * or packs another file.
   */
  static boolean takes(Path tree) {
    boolean[] takes = {true};
    FileTree.walk(
        tree,
        (path, stat) -> {
          takes[0] &= path.length() - (path.lastIndexOf('/') + 1) <= LONGEST_NAME;
          return takes[0];
        });
    return takes[0];
  }

  /**
   * Packs a tree with its owners, times, attributes, links and devices.
   *
   * @param image where nothing is yet
   * @throws CarobException {@code UNSUPPORTED} when there is no such program, {@code
   *     RESOURCE_EXHAUSTED} when the disk is full, {@code INTERNAL}
   */
  static void run(Path tree, Path image) {
    ProcessBuilder builder =
        new ProcessBuilder(PROGRAM, "--quiet", "-zlz4", image.toString(), tree.toString());
    builder.redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C"));
    Process process = start(builder);
    try (var stream = process.getInputStream()) {
      String output = new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8).strip();
      stream.transferTo(OutputStream.nullOutputStream());
      int status = process.waitFor();
      if (status != 0) {
        throw failed(tree, "status " + status + ": " + output, null);
      }
    } catch (IOException e) {
      throw failed(tree, String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(ErrorCode.UNAVAILABLE, "interrupted while packing " + tree, e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "there is no program " + PROGRAM + ": apt-get install erofs-utils",
          e);
    }
  }

  private static CarobException failed(Path tree, String why, Exception e) {
    boolean full = why.contains("No space left");
    return new CarobException(
        full ? ErrorCode.RESOURCE_EXHAUSTED : ErrorCode.INTERNAL,
        "packing " + tree + " failed: " + why + (full ? "; free some space" : ""),
        e);
  }
}
