package io.carob.linux.mount;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The mounts that a process sees, at one moment.
 *
 * @param entries in the kernel's order: a mount comes after the one that it stands on
 */
public record MountTable(List<MountEntry> entries) {

  /** Copies the list. */
  public MountTable {
    entries = List.copyOf(entries);
  }

  /** Reads this process's table. */
  public static MountTable read() {
    return read(Path.of("/proc/self/mountinfo"));
  }

  /**
   * Reads the table of a process.
   *
   * @throws CarobException {@code NOT_FOUND} when there is no such process
   */
  public static MountTable read(long pid) {
    return read(Path.of("/proc", Long.toString(pid), "mountinfo"));
  }

  private static MountTable read(Path file) {
    try {
      return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      throw new CarobException(ErrorCode.NOT_FOUND, "read mount table " + file + ": gone", e);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "read mount table " + file, e);
    }
  }

  /**
   * Parses the text of a mountinfo file, read as ISO-8859-1.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} for a line that is not of that form
   */
  public static MountTable parse(String text) {
    List<MountEntry> entries = new ArrayList<>();
    text.lines().filter(line -> !line.isBlank()).forEach(line -> entries.add(entry(line)));
    return new MountTable(entries);
  }

  /** The topmost mount on exactly this path. */
  public Optional<MountEntry> at(Path mountPoint) {
    String raw = raw(mountPoint);
    return entries.stream()
        .filter(entry -> entry.mountPoint().equals(raw))
        .reduce((first, second) -> second);
  }

  /** The mount that a path lies on: that with the longest mount point above or at it. */
  public Optional<MountEntry> containing(Path path) {
    String raw = raw(path);
    return entries.stream()
        .filter(entry -> isBelow(raw, entry.mountPoint()))
        .reduce(
            (best, next) -> next.mountPoint().length() >= best.mountPoint().length() ? next : best);
  }

  /** The mounts at and below a path, deepest and latest first: the order to unmount them in. */
  public List<MountEntry> below(Path path) {
    String raw = raw(path);
    List<MountEntry> found = new ArrayList<>();
    for (MountEntry entry : entries) {
      if (isBelow(entry.mountPoint(), raw)) {
        found.add(0, entry);
      }
    }
    found.sort(Comparator.comparing((MountEntry entry) -> depth(entry.mountPoint())).reversed());
    return found;
  }

  private static String raw(Path path) {
    return RawName.ofPath(path.toAbsolutePath().normalize());
  }

  private static long depth(String path) {
    return path.chars().filter(c -> c == '/').count();
  }

  private static boolean isBelow(String path, String folder) {
    return folder.equals("/") || path.equals(folder) || path.startsWith(folder + "/");
  }

  private static MountEntry entry(String line) {
    List<String> fields = List.of(line.split(" ", -1));
    int dash = fields.indexOf("-");
    if (dash < 6 || fields.size() < dash + 4) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "parse mount table: not a mountinfo line: " + line);
    }
    try {
      String[] device = fields.get(2).split(":", -1);
      return new MountEntry(
          Integer.parseInt(fields.get(0)),
          Integer.parseInt(fields.get(1)),
          Integer.parseInt(device[0]),
          Integer.parseInt(device[1]),
          unescape(fields.get(3)),
          unescape(fields.get(4)),
          List.of(fields.get(5).split(",", -1)),
          fields.subList(6, dash),
          unescape(fields.get(dash + 1)),
          unescape(fields.get(dash + 2)),
          options(fields.get(dash + 3)));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "parse mount table: bad number in: " + line, e);
    }
  }

  private static List<String> options(String field) {
    return List.of(field.split(",", -1)).stream().map(MountTable::unescape).toList();
  }

  /** Undoes the kernel's octal escapes of space, tab, newline, backslash and hash. */
  static String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder plain = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length() && isOctal(field, i + 1)) {
        plain.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static boolean isOctal(String field, int from) {
    return field.substring(from, from + 3).chars().allMatch(c -> c >= '0' && c <= '7');
  }
}
