package io.carob.linux.internal;

import com.kenai.jffi.MemoryIO;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Native memory of one thread for the arguments of one call: two paths, a name, a structure, and a
 * buffer. Whatever is written here is valid until the thread's next call of the same method, so
 * calls need no allocation.
 */
public final class Scratch {

  /** Bytes that a path may have with its closing zero, as the kernel sees it. */
  public static final int PATH_MAX = 4096;

  /** Size of the buffer for file content. */
  public static final int BUFFER_SIZE = 64 * 1024;

  private static final int PATH_B = PATH_MAX;
  private static final int NAME = 2 * PATH_MAX;
  private static final int NAME_SIZE = 512;
  private static final int STRUCT = NAME + NAME_SIZE;
  private static final int STRUCT_SIZE = 1024;
  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  private final ByteBuffer memory = direct(STRUCT + STRUCT_SIZE);
  private final long base = address(memory);
  private final ByteBuffer struct = slice(memory, STRUCT, STRUCT_SIZE);
  private final ByteBuffer buffer = direct(BUFFER_SIZE);
  private final long bufferAddress = address(buffer);

  private Scratch() {}

  /** The calling thread's scratch memory. */
  public static Scratch get() {
    return CURRENT.get();
  }

  /** Allocates native memory in the machine's byte order. */
  public static ByteBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  /** The address of a direct buffer's first byte. The buffer must stay reachable. */
  public static long address(ByteBuffer direct) {
    return MemoryIO.getInstance().getDirectBufferAddress(direct);
  }

  private static ByteBuffer slice(ByteBuffer from, int offset, int size) {
    return from.slice(offset, size).order(ByteOrder.nativeOrder());
  }

  /** Writes a raw path as the first path argument and returns its address. */
  public long path(String raw) {
    put(raw, 0, PATH_MAX);
    return base;
  }

  /** Writes a raw path as the second path argument and returns its address. */
  public long secondPath(String raw) {
    put(raw, PATH_B, PATH_MAX);
    return base + PATH_B;
  }

  /** Writes a name (of an attribute, an option) and returns its address. */
  public long name(String raw) {
    put(raw, NAME, NAME_SIZE);
    return base + NAME;
  }

  /** The zeroed first {@code size} bytes of the structure area. */
  public ByteBuffer struct(int size) {
    for (int i = 0; i < size; i += Long.BYTES) {
      struct.putLong(i, 0);
    }
    return struct;
  }

  /** The structure area as the last call left it. */
  public ByteBuffer struct() {
    return struct;
  }

  public long structAddress() {
    return base + STRUCT;
  }

  /** The buffer for content, as the last call left it. */
  public ByteBuffer buffer() {
    return buffer;
  }

  public long bufferAddress() {
    return bufferAddress;
  }

  private void put(String raw, int offset, int size) {
    int length = raw.length();
    if (length >= size) {
      throw LinuxError.of("resolve", raw, Constants.ENAMETOOLONG);
    }
    byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < length; i++) {
      if (raw.charAt(i) > 0xFF || bytes[i] == 0) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT,
            "name "
                + raw.replace('\0', '?')
                + " is not raw: each character must stand for one byte from 1 to 255");
      }
    }
    memory.put(offset, bytes, 0, length);
    memory.put(offset + length, (byte) 0);
  }
}
