package io.carob.linux.io;

import java.util.EnumSet;
import java.util.Set;

/**
 * Something happened to a watched file or directory.
 *
 * @param watch the number that {@link Inotify#watch} gave
 * @param kinds what happened
 * @param name the raw name of the entry of a watched directory; empty for the file itself
 */
public record InotifyEvent(int watch, Set<Kind> kinds, String name) {

  /** Copies the set. */
  public InotifyEvent {
    kinds = Set.copyOf(kinds);
  }

  /** What can happen. */
  public enum Kind {
    MODIFIED(0x2),
    ATTRIBUTES(0x4),
    CLOSED_AFTER_WRITE(0x8),
    MOVED_FROM(0x40),
    MOVED_TO(0x80),
    CREATED(0x100),
    DELETED(0x200),
    SELF_DELETED(0x400),
    SELF_MOVED(0x800),
    /** The file system was unmounted. */
    UNMOUNTED(0x2000),
    /** Events were lost: look at everything again. */
    OVERFLOW(0x4000),
    /** The watch has ended. */
    IGNORED(0x8000);

    private final int bit;

    Kind(int bit) {
      this.bit = bit;
    }

    int bit() {
      return bit;
    }
  }

  static Set<Kind> kinds(int mask) {
    EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (Kind kind : Kind.values()) {
      if ((mask & kind.bit) != 0) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
