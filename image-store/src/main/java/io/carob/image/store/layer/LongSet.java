package io.carob.image.store.layer;

/** A set of 64-bit hashes without objects: eight to sixteen bytes an element. */
final class LongSet {

  private long[] slots = new long[1024];
  private int size;
  private boolean zero;

  void add(long value) {
    if (value == 0) {
      zero = true;
      return;
    }
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    int i = find(slots, value);
    if (slots[i] == 0) {
      slots[i] = value;
      size++;
    }
  }

  boolean contains(long value) {
    return value == 0 ? zero : slots[find(slots, value)] != 0;
  }

  boolean isEmpty() {
    return size == 0 && !zero;
  }

  private void grow() {
    long[] larger = new long[2 * slots.length];
    for (long value : slots) {
      if (value != 0) {
        larger[find(larger, value)] = value;
      }
    }
    slots = larger;
  }

  private static int find(long[] slots, long value) {
    int mask = slots.length - 1;
    long mixed = value * 0x9E3779B97F4A7C15L;
    int i = (int) (mixed >>> 32) & mask;
    while (slots[i] != 0 && slots[i] != value) {
      i = (i + 1) & mask;
    }
    return i;
  }
}
