package io.carob.volume.configmap;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.carob.api.Usage;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes, compares and deletes folders of files. Follows no links. */
final class FileTree {

  private static final int FOLDER_MODE = 0755;

  private FileTree() {}

  /** Makes a folder unless it is there; its mode is exact, whatever the process's umask. */
  static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
      Files.createDirectory(folder);
    }
    Files.setPosixFilePermissions(folder, ShownFile.permissions(FOLDER_MODE));
  }

  /** Writes the files into a folder that is not there yet. */
  static void write(Path folder, NavigableMap<FilePath, ShownFile> files) throws IOException {
    makeFolder(folder);
    for (Map.Entry<FilePath, ShownFile> file : files.entrySet()) {
      Path path = folder;
      List<String> names = file.getKey().names();
      for (String name : names.subList(0, names.size() - 1)) {
        path = path.resolve(name);
        makeFolder(path);
      }
      writeFile(path.resolve(names.get(names.size() - 1)), file.getValue());
    }
  }

  /** Whether the folder holds exactly these files, with these modes. */
  static boolean matches(Path folder, NavigableMap<FilePath, ShownFile> files) throws IOException {
    if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
      return false;
    }
    int found = 0;
    for (Path path : notFolders(folder)) {
      ShownFile file =
          FilePath.parse(folder.relativize(path).toString()).map(files::get).orElse(null);
      if (file == null || !isSame(path, file)) {
        return false;
      }
      found++;
    }
    return found == files.size();
  }

  /** Deletes a file, a link or a folder with all in it. */
  static void delete(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Space taken, lengths being rounded up to whole blocks. */
  static Usage usage(Path folder) throws IOException {
    long block = Files.getFileStore(folder).getBlockSize();
    long bytes = 0;
    long inodes = 0;
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
        // A short link lies in its inode.
        bytes +=
            attributes.isSymbolicLink() ? 0 : -Math.floorDiv(-attributes.size(), block) * block;
        inodes++;
      }
    }
    return new Usage(bytes, inodes);
  }

  private static void writeFile(Path path, ShownFile file) throws IOException {
    Files.write(path, file.content(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Files.setPosixFilePermissions(path, file.permissions());
  }

  private static boolean isSame(Path path, ShownFile file) throws IOException {
    return Files.isRegularFile(path, NOFOLLOW_LINKS)
        && Files.size(path) == file.size()
        && Files.getPosixFilePermissions(path, NOFOLLOW_LINKS).equals(file.permissions())
        && file.hasContent(Files.readAllBytes(path));
  }

  private static List<Path> notFolders(Path folder) throws IOException {
    List<Path> out = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.filter(p -> !Files.isDirectory(p, NOFOLLOW_LINKS)).forEach(out::add);
    }
    return out;
  }
}
