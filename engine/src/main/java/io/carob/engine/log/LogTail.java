package io.carob.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Finds where the last lines of a log begin, reading backwards from its end. */
final class LogTail {

  private static final int BLOCK = 64 * 1024;
  private static final int HEAD = 96;

  private final FileChannel file;

  LogTail(FileChannel file) {
    this.file = file;
  }

  /** The offset at which the last {@code lines} full lines begin. */
  long start(int lines) throws IOException {
    long size = file.size();
    if (lines <= 0) {
      return size;
    }
    long begin = size;
    int seen = 0;
    long recordEnd = size;
    long blockEnd = size;
    while (blockEnd > 0) {
      long blockStart = Math.max(0, blockEnd - BLOCK);
      byte[] block = read(blockStart, (int) (blockEnd - blockStart));
      for (int i = block.length - 1; i >= 0; i--) {
        long at = blockStart + i;
        if (block[i] != '\n' || (at + 1 >= recordEnd && recordEnd == size)) {
          continue;
        }
        long recordStart = at + 1;
        if (endsLine(recordStart)) {
          if (seen == lines) {
            return begin;
          }
          seen++;
        }
        begin = recordStart;
        recordEnd = recordStart;
      }
      blockEnd = blockStart;
    }
    return seen == lines && endsLine(0) ? begin : 0;
  }

  private boolean endsLine(long recordStart) throws IOException {
    byte[] head = read(recordStart, HEAD);
    int length = 0;
    while (length < head.length && head[length] != '\n') {
      length++;
    }
    return CriRecord.parse(java.util.Arrays.copyOf(head, length)).map(CriRecord::full).orElse(true);
  }

  private byte[] read(long from, int length) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate((int) Math.min(length, Math.max(0, file.size() - from)));
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position()) < 0) {
        break;
      }
    }
    return java.util.Arrays.copyOf(buffer.array(), buffer.position());
  }
}
