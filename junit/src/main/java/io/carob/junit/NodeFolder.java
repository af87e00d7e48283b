package io.carob.junit;

import io.carob.api.embed.Carob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a node has all that is its own. A temporary folder's name tells the process that made it.
 *
 * @param path the folder
 * @param temporary whether it goes with the node
 */
record NodeFolder(Path path, boolean temporary) {

  private static final Pattern NAME = Pattern.compile("carob-junit-(\\d{1,18})-[0-9a-f]{8}");

  static NodeFolder of(String wanted) throws IOException {
    if (wanted.isEmpty()) {
      String random = UUID.randomUUID().toString().substring(0, 8);
      String name = "carob-junit-" + ProcessHandle.current().pid() + "-" + random;
      return new NodeFolder(make(temporaryFiles().resolve(name)), true);
    }
    Path path = Path.of(wanted).toAbsolutePath().normalize();
    Files.createDirectories(path);
    return new NodeFolder(path.toRealPath(), false);
  }

  private static Path make(Path path) throws IOException {
    // Must be new: what another user made there is not taken.
    return Files.createDirectory(path, OwnerOnly.FOLDER).toRealPath();
  }

  static Path temporaryFiles() {
    return Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
  }

  /**
   * The folder that a process left, which is there no more.
   *
   * @param path a folder among the temporary files
   * @return empty for anything else, and for what is another user's
   */
  static Optional<NodeFolder> left(Path path) throws IOException {
    Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
    return name.matches()
            && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
            && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
            && OwnerOnly.isOurs(path)
        ? Optional.of(new NodeFolder(path.toRealPath(), true))
        : Optional.empty();
  }

  /** A node on this folder; the same folder gives the same control group. */
  Carob.Builder builder() {
    return Carob.builder()
        .root(path.resolve("root"))
        .run(path.resolve("run"))
        .cgroup("/carob-junit-" + word());
  }

  private String word() {
    return UUID.nameUUIDFromBytes(path.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  /**
   * Deletes a temporary folder; leaves another.
   *
   * @throws IOException when something is mounted in it: nothing is deleted then
   */
  void clear() throws IOException {
    if (!temporary) {
      return;
    }
    Optional<String> mounted = MountPoints.below(path);
    if (mounted.isPresent()) {
      throw new IOException(
          path + " is not deleted: " + mounted.get() + " is still mounted. Unmount it, and delete");
    }
    Files.walkFileTree(path, new Deletion());
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(Objects.requireNonNull(folder));
      return FileVisitResult.CONTINUE;
    }
  }
}
