package io.carob.linux.fs;

import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the names of an open directory by getdents64(2). */
final class DirectoryReader {

  private static final int NAME = 19;
  private static final int RECORD_LENGTH = 16;

  private DirectoryReader() {}

  /** All names but {@code .} and {@code ..}, raw, in the file system's order. */
  static List<String> names(int fd, String subject) {
    List<String> names = new ArrayList<>();
    while (addSome(names, fd, subject)) {
      // until there are no more
    }
    return names;
  }

  /** What one call tells of the names: all of them where they are few, mostly. */
  static List<String> someNames(int fd, String subject) {
    List<String> names = new ArrayList<>();
    boolean unused = addSome(names, fd, subject);
    return names;
  }

  private static boolean addSome(List<String> names, int fd, String subject) {
    Scratch scratch = Scratch.get();
    long size = Libc.getdents64(fd, scratch.bufferAddress(), Scratch.BUFFER_SIZE);
    LinuxError.check(size, "getdents64", subject);
    ByteBuffer buffer = scratch.buffer();
    for (int at = 0; at < size; at += buffer.getShort(at + RECORD_LENGTH)) {
      add(names, buffer, at + NAME);
    }
    return size > 0;
  }

  private static void add(List<String> names, ByteBuffer buffer, int start) {
    int end = start;
    while (buffer.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - start];
    buffer.get(start, bytes);
    String name = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!name.equals(".") && !name.equals("..")) {
      names.add(name);
    }
  }
}
