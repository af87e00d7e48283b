package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.ENODATA;
import static io.carob.linux.internal.Constants.EOPNOTSUPP;
import static io.carob.linux.internal.Constants.ERANGE;

import io.carob.linux.RawName;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Extended attributes of host paths, the last part never followed. Names are raw and at most 255
 * bytes, values at most 64 KiB.
 */
public final class Xattrs {

  private Xattrs() {}

  /**
   * Sets an attribute.
   *
   * @throws io.carob.api.CarobException {@code UNSUPPORTED} where the file system has none of that
   *     class, {@code RESOURCE_EXHAUSTED} when it is too large for the file system
   */
  public static void set(Path path, String attribute, byte[] value) {
    set(RawName.ofPath(path), attribute, value);
  }

  /** The value of an attribute; empty when it is not there or the file system has none. */
  public static Optional<byte[]> get(Path path, String attribute) {
    return get(RawName.ofPath(path), attribute);
  }

  /** The names of all attributes that the caller may see. */
  public static List<String> list(Path path) {
    return list(RawName.ofPath(path));
  }

  /** Removes an attribute; one that is not there is fine. */
  public static void remove(Path path, String attribute) {
    remove(RawName.ofPath(path), attribute);
  }

  static void set(String path, String attribute, byte[] value) {
    Scratch scratch = Scratch.get();
    long address = put(scratch, value);
    int result =
        Libc.lsetxattr(scratch.path(path), scratch.name(attribute), address, value.length, 0);
    LinuxError.check(result, "lsetxattr " + attribute, path);
  }

  static void set(int fd, String path, String attribute, byte[] value) {
    Scratch scratch = Scratch.get();
    long address = put(scratch, value);
    int result = Libc.fsetxattr(fd, scratch.name(attribute), address, value.length, 0);
    LinuxError.check(result, "fsetxattr " + attribute, path);
  }

  private static long put(Scratch scratch, byte[] value) {
    if (value.length > Scratch.BUFFER_SIZE) {
      throw LinuxError.of("set extended attribute", "", 7, "a value has at most 64 KiB");
    }
    scratch.buffer().put(0, value);
    return scratch.bufferAddress();
  }

  static Optional<byte[]> get(String path, String attribute) {
    Scratch scratch = Scratch.get();
    return value(
        Libc.lgetxattr(
            scratch.path(path),
            scratch.name(attribute),
            scratch.bufferAddress(),
            Scratch.BUFFER_SIZE),
        path,
        attribute);
  }

  static Optional<byte[]> get(int fd, String path, String attribute) {
    Scratch scratch = Scratch.get();
    return value(
        Libc.fgetxattr(fd, scratch.name(attribute), scratch.bufferAddress(), Scratch.BUFFER_SIZE),
        path,
        attribute);
  }

  private static Optional<byte[]> value(long size, String path, String attribute) {
    if (size == -ENODATA || size == -EOPNOTSUPP) {
      return Optional.empty();
    }
    LinuxError.check(size, "getxattr " + attribute, path);
    byte[] value = new byte[(int) size];
    Scratch.get().buffer().get(0, value);
    return Optional.of(value);
  }

  static List<String> list(String path) {
    Scratch scratch = Scratch.get();
    return names(
        Libc.llistxattr(scratch.path(path), scratch.bufferAddress(), Scratch.BUFFER_SIZE), path);
  }

  static List<String> list(int fd, String path) {
    return names(Libc.flistxattr(fd, Scratch.get().bufferAddress(), Scratch.BUFFER_SIZE), path);
  }

  private static List<String> names(long size, String path) {
    if (size == 0 || size == -EOPNOTSUPP) {
      return List.of();
    }
    LinuxError.check(size == -ERANGE ? -7 : size, "listxattr", path);
    return split(Scratch.get().buffer(), (int) size);
  }

  private static List<String> split(ByteBuffer buffer, int size) {
    byte[] bytes = new byte[size];
    buffer.get(0, bytes);
    List<String> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < size; i++) {
      if (bytes[i] == 0) {
        names.add(
            new String(bytes, start, i - start, java.nio.charset.StandardCharsets.ISO_8859_1));
        start = i + 1;
      }
    }
    return names;
  }

  static void remove(String path, String attribute) {
    Scratch scratch = Scratch.get();
    int result = Libc.lremovexattr(scratch.path(path), scratch.name(attribute));
    if (result != -ENODATA) {
      LinuxError.check(result, "lremovexattr " + attribute, path);
    }
  }
}
