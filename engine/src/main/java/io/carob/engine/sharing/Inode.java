package io.carob.engine.sharing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a regular file.
 *
 * @param device {@code major:minor}
 * @param number the inode's number
 */
record Inode(String device, long number) {

  private static final Pattern KEY = Pattern.compile("\\(dev=([0-9a-f]+),ino=([0-9]+)\\)");

  /**
   * Looks at a file below a root, going down folder by folder without ever following a link, so
   * that a container cannot lead us out of its root.
   *
   * @param root the root folder; links in its own path are followed
   * @param path absolute path below it
   * @return empty when there is no regular file, or a link is on the way
   */
  static Optional<Inode> of(Path root, String path) {
    try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
      return top instanceof SecureDirectoryStream<Path> secure
          ? walk(secure, Path.of(path.replaceAll("^/+", "")))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it is gone, or was never there
    }
  }

  private static Optional<Inode> walk(SecureDirectoryStream<Path> folder, Path rest)
      throws IOException {
    Path step = rest.getName(0);
    if (rest.getNameCount() > 1) {
      try (SecureDirectoryStream<Path> next =
          folder.newDirectoryStream(step, LinkOption.NOFOLLOW_LINKS)) {
        return walk(next, rest.subpath(1, rest.getNameCount()));
      }
    }
    BasicFileAttributes attributes =
        folder
            .getFileAttributeView(step, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();
    return attributes.isRegularFile()
        ? parse(String.valueOf(attributes.fileKey()))
        : Optional.empty();
  }

  static Optional<Inode> parse(String fileKey) {
    Matcher matcher = KEY.matcher(fileKey);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long device = Long.parseUnsignedLong(matcher.group(1), 16);
    long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
    long minor = (device & 0xff) | ((device >>> 12) & ~0xffL);
    return Optional.of(new Inode(major + ":" + minor, Long.parseLong(matcher.group(2))));
  }
}
