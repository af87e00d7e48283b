package io.carob.tck.volume;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is in a tree: each path with its type, mode and content. Follows no links. */
final class Listing {

  private Listing() {}

  /** Lists a tree; a plain file is a tree of itself. Empty when there is nothing. */
  static SortedMap<String, String> of(Path root) {
    return without(root, null);
  }

  /** Lists a tree without what lies at and below one path. */
  static SortedMap<String, String> without(Path root, @Nullable Path left) {
    SortedMap<String, String> out = new TreeMap<>();
    if (!Files.exists(root, NOFOLLOW_LINKS)) {
      return out;
    }
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
                throws IOException {
              if (dir.equals(left)) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              out.put(root.relativize(dir).toString(), "folder " + mode(dir));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              out.put(root.relativize(file).toString(), describe(file, attributes));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }

  private static String describe(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      return "link to " + Files.readSymbolicLink(file);
    }
    if (!attributes.isRegularFile()) {
      return "special file " + mode(file);
    }
    return "file " + mode(file) + " " + Arrays.hashCode(Files.readAllBytes(file));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, NOFOLLOW_LINKS));
  }
}
