package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.DiskReserve;
import io.carob.api.node.NodeLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** The durable folder of a pod: {@code volumes}, {@code etc}, {@code containers}. */
final class PodFolder {

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwxr-x---");
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private final NodeLayout layout;
  private final Path path;

  PodFolder(NodeLayout layout, String podUid) {
    this.layout = layout;
    this.path = layout.pod(podUid);
  }

  Path path() {
    return path;
  }

  Path etc() {
    return path.resolve("etc");
  }

  Path volume(String plugin, String name) {
    return path.resolve("volumes").resolve(plugin).resolve(name);
  }

  Path container(String name) {
    return path.resolve("containers").resolve(name);
  }

  Path log(String container, int attempt) {
    return container(container).resolve(attempt + ".log");
  }

  /** Makes a folder below the pod's, and those above it, each mode 0750. */
  void make(Path folder) {
    try {
      Files.createDirectories(layout.root().resolve("pods"));
      Path at = layout.root().resolve("pods");
      for (Path step : at.relativize(folder)) {
        at = at.resolve(step);
        if (!Files.isDirectory(at)) {
          Files.createDirectory(at);
          Files.setPosixFilePermissions(at, PRIVATE);
        }
      }
    } catch (IOException e) {
      throw error("making " + folder, e);
    }
  }

  /** Replaces a file of {@code etc} in one step, unless it is just so. */
  void write(String name, String text) {
    make(etc());
    Path file = etc().resolve(name);
    try {
      if (Files.exists(file) && Files.readString(file).equals(text)) {
        return;
      }
      Path fresh = etc().resolve("." + name + ".new");
      Files.writeString(fresh, text);
      Files.setPosixFilePermissions(fresh, READABLE);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw error("writing " + file, e);
    }
  }

  /** Keeps the logs of the last two runs. */
  void dropLogsBefore(String container, int attempt) {
    Path folder = container(container);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.newDirectoryStream(folder, "*.log")) {
      for (Path file : files) {
        String number = file.getFileName().toString().replace(".log", "");
        if (number.matches("[0-9]{1,9}") && Integer.parseInt(number) < attempt) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw error("clearing old logs in " + folder, e);
    }
  }

  /** Moves the folder into the trash, where nothing of it counts any more, and deletes it there. */
  void discard() {
    if (!Files.exists(path)) {
      return;
    }
    Path trash = layout.root().resolve("trash");
    Path gone = trash.resolve("pod-" + path.getFileName() + "-" + UUID.randomUUID());
    Trees.refuseMountsBelow(path);
    new DiskReserve(layout.root()).spend(() -> move(path, trash, gone));
    Trees.delete(gone);
  }

  private static boolean move(Path path, Path trash, Path gone) {
    try {
      Files.createDirectories(trash);
      Files.move(path, gone, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      throw error("moving " + path + " into the trash", e);
    }
  }

  static CarobException error(String doing, IOException e) {
    return isFull(e)
        ? new CarobException(
            ErrorCode.RESOURCE_EXHAUSTED,
            doing + " failed: the disk is full; free some space and try again",
            e)
        : new CarobException(ErrorCode.INTERNAL, doing + " failed: " + e.getMessage(), e);
  }

  private static boolean isFull(IOException e) {
    return String.valueOf(e.getMessage()).contains("No space left");
  }
}
