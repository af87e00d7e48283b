package io.carob.image.store.kit;

import io.carob.api.Digest;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A tree as text, one line for each name, with everything that must come through exactly. */
public final class TreeListing {

  private final RootDirectory root;
  private final Map<String, String> lines = new TreeMap<>();
  private final Map<Long, String> firstNames = new TreeMap<>();

  private TreeListing(RootDirectory root) {
    this.root = root;
  }

  public static List<String> of(Path folder) {
    try (RootDirectory root = RootDirectory.open(folder)) {
      TreeListing listing = new TreeListing(root);
      listing.add(".");
      listing.walk("");
      List<String> all = new ArrayList<>();
      listing.lines.forEach((name, line) -> all.add(name + line));
      return all;
    }
  }

  /**
   * What a container sees: without the times of the root, which tools choose, and without counting
   * the names of a file that are hidden, which an overlay does.
   */
  public static List<String> seen(Path folder) {
    List<String> all = new ArrayList<>(of(folder));
    all.set(0, all.get(0).replaceFirst(" [-0-9]+T[^ ]*", ""));
    Map<String, Long> groups =
        all.stream().collect(Collectors.groupingBy(TreeListing::group, Collectors.counting()));
    all.replaceAll(
        line ->
            groups.getOrDefault(group(line), 0L) > 1
                ? line.replaceFirst(" links=[0-9]+", "")
                : line.replaceFirst(" links=[0-9]+ with [^ ]+", ""));
    return all;
  }

  /** Lines in the order of a listing. */
  public static List<String> sorted(Collection<String> lines) {
    return lines.stream().sorted(Comparator.comparing(line -> line.split(" ", 2)[0])).toList();
  }

  /** The first name of the file, if it has several. */
  private static String group(String line) {
    int at = line.indexOf(" links=");
    return at < 0 ? line : line.substring(line.indexOf(" with ", at)).split(" ", 4)[2];
  }

  /** The names alone, sorted, folders with a slash. */
  public static List<String> names(Path folder) {
    try (RootDirectory root = RootDirectory.open(folder)) {
      TreeListing listing = new TreeListing(root);
      listing.walk("");
      List<String> all = new ArrayList<>();
      listing
          .lines
          .keySet()
          .forEach(name -> all.add(name + (root.stat(name).isDirectory() ? "/" : "")));
      return all;
    }
  }

  private void walk(String folder) {
    for (String name : root.list(folder.isEmpty() ? "." : folder).stream().sorted().toList()) {
      String path = folder.isEmpty() ? name : folder + "/" + name;
      add(path);
      if (root.stat(path).isDirectory()) {
        walk(path);
      }
    }
  }

  private void add(String path) {
    FileStat stat = root.stat(path);
    StringBuilder line = new StringBuilder(" " + stat.type());
    line.append(String.format(" %04o %d:%d", stat.permissions(), stat.uid(), stat.gid()));
    line.append(" ").append(stat.mtime());
    if (stat.isRegular()) {
      line.append(" size=").append(stat.size()).append(" ").append(hash(path));
      if (stat.size() > 1 << 20) {
        line.append(" sparse=").append(stat.allocated() < stat.size() / 2);
      }
    } else if (stat.isSymlink()) {
      line.append(" -> ").append(root.readlink(path));
    } else if (!stat.isDirectory()) {
      line.append(" dev=").append(stat.major()).append(":").append(stat.minor());
    }
    if (!stat.isDirectory() && stat.nlink() > 1) {
      String first = firstNames.putIfAbsent(stat.ino(), path);
      line.append(" links=")
          .append(stat.nlink())
          .append(" with ")
          .append(first == null ? path : first);
    }
    for (String attribute : root.listXattrs(path).stream().sorted().toList()) {
      byte[] value = root.getXattr(path, attribute).orElseThrow();
      line.append(" ").append(attribute).append("=").append(HexFormat.of().formatHex(value));
    }
    lines.put(path, line.toString());
  }

  private String hash(String path) {
    MessageDigest hash = Digest.sha256();
    byte[] buffer = new byte[65536];
    try (OpenFile file = root.openFile(path)) {
      for (int n = file.read(buffer, 0, buffer.length);
          n > 0;
          n = file.read(buffer, 0, buffer.length)) {
        hash.update(buffer, 0, n);
      }
    }
    return Digest.ofHash(hash.digest()).abbreviated();
  }
}
