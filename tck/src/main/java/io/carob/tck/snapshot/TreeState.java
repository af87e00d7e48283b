package io.carob.tck.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Everything that clause S4 speaks of, of each name below a folder, as one line a name: type, mode,
 * owner, size and content, link target, device number, time, xattrs, and the first name of the same
 * inode. The root folder has the name ".".
 */
record TreeState(SortedMap<String, String> lines) {

  static TreeState of(Path root) throws IOException {
    SortedMap<String, String> lines = new TreeMap<>();
    Map<Object, String> inodes = new HashMap<>();
    for (Path path : sorted(root)) {
      String name = path.equals(root) ? "." : root.relativize(path).toString();
      lines.put(name, describe(path, name, inodes));
    }
    return new TreeState(lines);
  }

  /** What differs, name by name; empty when the trees are the same. */
  List<Difference> differencesTo(TreeState actual) {
    Set<String> names = new TreeSet<>(lines.keySet());
    names.addAll(actual.lines.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String name : names) {
      String expected = lines.getOrDefault(name, "absent");
      String found = actual.lines.getOrDefault(name, "absent");
      if (!expected.equals(found)) {
        differences.add(new Difference(name, expected, found));
      }
    }
    return differences;
  }

  /** A name that is not the same in two trees. */
  record Difference(String name, String expected, String found) {}

  /** The same without one name and all below it. */
  TreeState without(String name) {
    SortedMap<String, String> rest = new TreeMap<>(lines);
    rest.keySet().removeIf(n -> n.equals(name) || n.startsWith(name + "/"));
    return new TreeState(rest);
  }

  private static List<Path> sorted(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.sorted().toList();
    }
  }

  private static String describe(Path path, String name, Map<Object, String> inodes)
      throws IOException {
    Map<String, Object> stat = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
    int mode = (Integer) Objects.requireNonNull(stat.get("mode"));
    StringBuilder line = new StringBuilder();
    line.append(Integer.toOctalString(mode)).append(' ');
    line.append(stat.get("uid")).append(':').append(stat.get("gid")).append(' ');
    line.append(stat.get("lastModifiedTime"));
    if (Files.isSymbolicLink(path)) {
      line.append(" -> ").append(Files.readSymbolicLink(path));
    } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      line.append(' ').append(stat.get("size")).append(" sha256:").append(hash(path));
    } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      line.append(" rdev ").append(stat.get("rdev"));
    }
    appendXattrs(line, path);
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      String first = inodes.putIfAbsent(Objects.requireNonNull(stat.get("fileKey")), name);
      line.append(first == null ? "" : " same inode as " + first);
    }
    return line.toString();
  }

  private static void appendXattrs(StringBuilder line, Path path) throws IOException {
    for (Map.Entry<String, byte[]> xattr : new TreeMap<>(Fs.xattrs(path)).entrySet()) {
      if (!xattr.getKey().startsWith("trusted.overlay.")) {
        line.append(' ').append(xattr.getKey()).append('=');
        line.append(HexFormat.of().formatHex(xattr.getValue()));
      }
    }
  }

  private static String hash(Path path) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
