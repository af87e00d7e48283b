package io.carob.linux.fs;

import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Where the content of files lies on their disk, by the ioctl FIEMAP. */
public final class Extents {

  private static final long FIEMAP = 0xC020660BL;
  private static final int FLAG_SYNC = 1;
  private static final int HEADER = 32;
  private static final int EXTENT = 56;
  private static final int MOST = (Scratch.BUFFER_SIZE - HEADER) / EXTENT;
  private static final int MAPPED = 20;
  private static final int LAST = 0x1;
  private static final int INLINE = 0x200;

  private Extents() {}

  /** Told of one extent; an address of 0 means that it lies among the metadata. */
  private interface Told {
    void extent(long address, long length);
  }

  /**
   * How many bytes of a file's content do not lie where content of another file does: what it takes
   * beside what both share. Waits until what was written to the two is on the disk.
   *
   * @param file a file on a file system where files can share blocks
   * @param other another file there
   * @throws io.carob.api.CarobException {@code UNSUPPORTED} where the file system does not tell
   */
  public static long apart(OpenFile file, OpenFile other) {
    TreeMap<Long, Long> there = new TreeMap<>();
    each(
        other,
        (address, length) -> {
          if (address != 0) {
            there.merge(address, address + length, Math::max);
          }
        });
    long[] apart = {0};
    each(
        file,
        (address, length) ->
            apart[0] += address == 0 ? length : length - covered(there, address, length));
    return apart[0];
  }

  /** Extents of one file may lie over each other's beginning or end only where it shares itself. */
  private static long covered(NavigableMap<Long, Long> there, long address, long length) {
    long end = address + length;
    long reached = address;
    long covered = 0;
    Map.Entry<Long, Long> first = there.floorEntry(address);
    long from = first == null ? address : first.getKey();
    for (Map.Entry<Long, Long> one : there.subMap(from, true, end, false).entrySet()) {
      long start = Math.max(one.getKey(), reached);
      long stop = Math.min(one.getValue(), end);
      if (stop > start) {
        covered += stop - start;
        reached = stop;
      }
    }
    return covered;
  }

  private static void each(OpenFile file, Told told) {
    long next = 0;
    while (next >= 0) {
      ByteBuffer map = Scratch.get().buffer();
      for (int i = 0; i < HEADER; i += Long.BYTES) {
        map.putLong(i, 0);
      }
      map.putLong(0, next);
      map.putLong(8, Long.MAX_VALUE - next);
      map.putInt(16, FLAG_SYNC);
      map.putInt(24, MOST);
      int result = Libc.ioctl(file.number(), FIEMAP, Scratch.get().bufferAddress());
      LinuxError.check(result, "look where a file lies", "");
      next = tell(map, told);
    }
  }

  /** Where to go on; negative after the last. */
  private static long tell(ByteBuffer map, Told told) {
    int mapped = map.getInt(MAPPED);
    long next = -1;
    for (int i = 0; i < mapped; i++) {
      int at = HEADER + i * EXTENT;
      long length = map.getLong(at + 16);
      int flags = map.getInt(at + 40);
      told.extent((flags & INLINE) != 0 ? 0 : map.getLong(at + 8), length);
      next = (flags & LAST) != 0 ? -1 : map.getLong(at) + length;
    }
    return next;
  }
}
