package io.carob.linux.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.mount.Mounts;
import io.carob.linux.process.Namespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What this kernel can do here, each tried for real once asked; keep the answer. */
public final class KernelFeatures {

  private KernelFeatures() {}

  /** The release, such as {@code 6.1.0-18-amd64}. */
  public static String release() {
    return System.getProperty("os.version", "unknown");
  }

  /** Resolution of paths inside a root (Linux 5.6), without which no layer can be unpacked. */
  public static Probe openat2() {
    return Probe.of(
        "openat2",
        () -> {
          try (RootDirectory root = RootDirectory.open(Path.of("/"))) {
            root.handle("proc/self").close();
          }
        });
  }

  /**
   * An overlay with its upper folder at a path: tried by a real mount, in a mount namespace of its
   * own, of folders that are removed again.
   */
  public static Probe overlayAt(Path folder) {
    return Probe.of("overlay at " + folder, () -> tryOverlay(folder));
  }

  private static void tryOverlay(Path folder) throws IOException {
    Path own = Files.createTempDirectory(folder, ".carob-overlay-");
    try {
      for (String name : List.of("lower", "upper", "work", "merged")) {
        Files.createDirectory(own.resolve(name));
      }
      Files.writeString(own.resolve("lower/file"), "lower");
      Namespaces.runWithPrivateMounts(() -> mountAndWrite(own));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      FileTree.remove(own);
    }
  }

  private static Path mountAndWrite(Path own) throws IOException {
    List<String> options =
        List.of(
            "lowerdir=" + own.resolve("lower"),
            "upperdir=" + own.resolve("upper"),
            "workdir=" + own.resolve("work"));
    Path merged = own.resolve("merged");
    Mounts.mount(new Mount("overlay", "overlay", options), merged);
    Files.writeString(merged.resolve("file"), "upper");
    Files.delete(merged.resolve("file"));
    Mounts.unmount(merged, false);
    return merged;
  }

  /** Sharing of blocks between files at a path. */
  public static Probe reflinkAt(Path folder) {
    return Probe.of(
        "reflink at " + folder,
        () -> {
          Optional<String> reason = FileTree.whyNoReflink(folder);
          if (reason.isPresent()) {
            throw new CarobException(ErrorCode.UNSUPPORTED, reason.get());
          }
        });
  }

  /** Whether a file system type is there or can be loaded, as the kernel lists it now. */
  public static boolean hasFileSystem(String type) {
    try {
      return Files.readAllLines(Path.of("/proc/filesystems")).stream()
          .anyMatch(line -> line.substring(line.indexOf('\t') + 1).equals(type));
    } catch (IOException e) {
      return false;
    }
  }
}
