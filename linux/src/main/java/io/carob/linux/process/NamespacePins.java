package io.carob.linux.process;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.linux.fs.FileStat;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps namespaces alive by files: {@code <folder>/<id>/net} and so on, each with the namespace
 * bind-mounted on it, as ip-netns(8) does. Whoever opens the file can enter the namespace, by its
 * path in {@code config.json} too.
 *
 * <p>The folder becomes a mount of its own that propagates nowhere. Nothing is kept in memory: all
 * methods work on what other processes, or this one before a crash, left there.
 */
public final class NamespacePins {

  private final Path folder;

  private NamespacePins(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder, if need be, and a private mount of it. */
  public static NamespacePins in(Path folder) {
    try {
      Path real = Files.createDirectories(folder).toRealPath();
      synchronized (NamespacePins.class) {
        if (!Mounts.isMountPoint(real)) {
          Mounts.mount(new Mount("bind", real.toString(), List.of("bind", "private")), real);
        }
      }
      return new NamespacePins(real);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "make folder " + folder, e);
    }
  }

  /**
   * Pins namespaces of a running process. Repeating it is fine.
   *
   * @param id a plain name, no path
   * @return the file of each
   * @throws CarobException {@code NOT_FOUND} when the process has ended, {@code ALREADY_EXISTS}
   *     when other namespaces are pinned under that id; then nothing has changed
   */
  public Map<Namespace, Path> pin(String id, long pid, Set<Namespace> kinds) {
    Path own = own(id);
    Map<Namespace, Path> pinned = new EnumMap<>(Namespace.class);
    try {
      Files.createDirectories(own);
      for (Namespace kind : kinds) {
        Path source = Path.of("/proc", Long.toString(pid), "ns", kind.fileName());
        Path file = own.resolve(kind.fileName());
        if (!Mounts.isMountPoint(file)) {
          create(file);
          Mounts.mount(new Mount("bind", source.toString(), List.of("bind")), file);
        } else if (FileStat.of(file).ino() != namespaceInode(source)) {
          throw new CarobException(
              ErrorCode.ALREADY_EXISTS,
              "pin " + source + " as " + file + ": another one is pinned there; unpin it first");
        }
        pinned.put(kind, file);
      }
      return pinned;
    } catch (NoSuchFileException e) {
      throw new CarobException(ErrorCode.NOT_FOUND, "pin namespaces of process " + pid, e);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "pin namespaces under " + own, e);
    }
  }

  /** The link reads {@code net:[4026531840]}; the number is the inode. */
  private static long namespaceInode(Path link) throws IOException {
    String text = Files.readSymbolicLink(link).toString();
    return Long.parseLong(text.substring(text.indexOf('[') + 1, text.length() - 1));
  }

  private static void create(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      return;
    }
  }

  /** The pinned namespaces of an id; none when there are none. */
  public Map<Namespace, Path> find(String id) {
    Map<Namespace, Path> pinned = new EnumMap<>(Namespace.class);
    for (Namespace kind : Namespace.values()) {
      Path file = own(id).resolve(kind.fileName());
      if (Mounts.isMountPoint(file)) {
        pinned.put(kind, file);
      }
    }
    return pinned;
  }

  /** Lets go of all that is pinned under an id; none is fine. */
  public void unpin(String id) {
    Path own = own(id);
    try {
      for (Namespace kind : Namespace.values()) {
        Path file = own.resolve(kind.fileName());
        while (Mounts.isMountPoint(file)) {
          Mounts.unmount(file, true);
        }
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(own);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "unpin namespaces under " + own, e);
    }
  }

  /** All ids. */
  public List<String> ids() {
    try (Stream<Path> all = Files.list(folder)) {
      List<String> ids = new ArrayList<>();
      all.forEach(path -> ids.add(folder.relativize(path).toString()));
      return ids;
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "list " + folder, e);
    }
  }

  /** Lets go of everything and takes the folder's own mount away: for the end of a node's use. */
  public void unpinAll() {
    ids().forEach(this::unpin);
    Mounts.unmount(folder, true);
  }

  private Path own(String id) {
    if (id.isEmpty() || id.equals(".") || id.equals("..") || id.indexOf('/') >= 0) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "pin namespaces: " + id + " is no plain name");
    }
    return folder.resolve(id);
  }
}
