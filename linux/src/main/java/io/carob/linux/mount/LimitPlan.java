package io.carob.linux.mount;

import java.util.ArrayList;
import java.util.List;

/**
 * How large an ext4 image must be so that as much as the limit can be written into it, and little
 * more: the file system's own tables come on top.
 *
 * @param imageBytes length of the image, a sparse file
 * @param inodes how many files it can hold
 * @param journalMebibytes size of the journal; 0 for none, in images too small for one
 */
record LimitPlan(long imageBytes, long inodes, int journalMebibytes) {

  /** Limits below this count as this: no smaller ext4 is of use. */
  static final long SMALLEST_LIMIT = 256 << 10;

  private static final int BLOCK = 4096;
  private static final int INODE_BYTES = 256;
  private static final int BYTES_PER_INODE = 16 << 10;
  private static final int FEWEST_INODES = 256;

  static LimitPlan forLimit(long limit) {
    long usable = Math.max(limit, SMALLEST_LIMIT);
    long inodes = Math.max(usable / BYTES_PER_INODE, FEWEST_INODES);
    int journal = journal(usable);
    long tables = inodes * INODE_BYTES + (128L << 10) + usable / BLOCK;
    return new LimitPlan(
        usable + tables + kernelReserve(usable) + ((long) journal << 20), inodes, journal);
  }

  /** The arguments of mkfs.ext4 before the image's path. */
  List<String> mkfsArguments() {
    List<String> out = new ArrayList<>(List.of("-q", "-F", "-b", Integer.toString(BLOCK)));
    out.addAll(List.of("-m", "0", "-I", Integer.toString(INODE_BYTES), "-N", "" + inodes));
    out.addAll(List.of("-E", "lazy_itable_init=1,lazy_journal_init=1"));
    if (journalMebibytes == 0) {
      out.addAll(List.of("-O", "^resize_inode,^has_journal"));
    } else {
      out.addAll(List.of("-O", "^resize_inode", "-J", "size=" + journalMebibytes));
    }
    return out;
  }

  private static int journal(long usable) {
    if (usable < 8L << 20) {
      return 0;
    }
    return usable < 1L << 30 ? 4 : 32;
  }

  /** ext4 keeps two percent, at most 4096 blocks, for its own changes. */
  private static long kernelReserve(long usable) {
    return Math.min(usable / 48 + (64L << 10), 4096L * BLOCK);
  }
}
