package io.carob.example.git;

import java.io.IOException;
import java.io.InputStream;

/** What the files of a tree will take, as {@code git ls-tree -r -t -l -z} lists them. */
final class TreeSize {

  private static final long BLOCK = 4_096;
  private static final int SIZE = 3; // mode, type, name of the object, size; a tab, the path

  private TreeSize() {}

  /**
   * Adds the sizes up, each in whole blocks: so is the number of files limited, too.
   *
   * @param most above which no more is read
   */
  static long of(InputStream list, long most) throws IOException {
    long sum = 0;
    int next = list.read();
    while (next >= 0 && sum <= most) {
      StringBuilder head = new StringBuilder();
      while (next >= 0 && next != '\t') {
        head.append((char) next);
        next = list.read();
      }
      while (next > 0) { // the path, up to the zero
        next = list.read();
      }
      sum += blocks(head.toString());
      next = next < 0 ? next : list.read();
    }
    return sum;
  }

  private static long blocks(String head) throws IOException {
    String[] words = head.strip().split(" +", -1);
    if (words.length <= SIZE) {
      throw new IOException("git lists \"" + head + "\"");
    }
    String size = words[SIZE];
    if (!size.matches("[0-9]{1,15}")) {
      return BLOCK; // a folder, which has none
    }
    return Math.max(1, (Long.parseLong(size) + BLOCK - 1) / BLOCK) * BLOCK;
  }
}
