package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.tar.TarEntry;
import io.carob.image.store.tar.TarReader;
import io.carob.image.store.tar.TarType;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where the files of a tar lie. The last entry of a name counts. Links are followed inside. */
final class TarIndex {

  private static final int MAX_ENTRIES = 100_000;
  private static final int HEADER_LIMIT = 64 * 1024;
  private static final int MAX_LINKS = 10;

  /** Most characters of names to remember, so that a hostile archive cannot fill the heap. */
  private static final long MAX_CHARACTERS = 16L << 20;

  private final Map<String, Piece> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();
  private long characters;

  /** Offset and length of one file's bytes. */
  record Piece(long offset, long size) {}

  /**
   * Reads all headers.
   *
   * @param in the plain tar
   * @param size its size in bytes
   */
  TarIndex(String source, InputStream in, long size) {
    TarReader tar = new TarReader(in, HEADER_LIMIT);
    int count = 0;
    Optional<TarEntry> entry = first(source, tar);
    while (entry.isPresent()) {
      if (++count > MAX_ENTRIES) {
        throw new CarobException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "import: " + source + " has more than " + MAX_ENTRIES + " entries");
      }
      characters += entry.get().name().length() + entry.get().linkName().length();
      if (characters > MAX_CHARACTERS) {
        throw new CarobException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "import: " + source + " has more than " + MAX_CHARACTERS + " characters of names");
      }
      add(tar, entry.get(), size);
      entry = tar.next();
    }
    if (count == 0 && !tar.isClosed()) {
      throw ArchiveErrors.unknown(source, "it is empty");
    }
    if (!tar.isClosed()) {
      throw ArchiveErrors.corrupt(source, "the tar ends early");
    }
  }

  private static Optional<TarEntry> first(String source, TarReader tar) {
    try {
      return tar.next();
    } catch (CarobException e) {
      throw e.code() == ErrorCode.DATA_LOSS
          ? ArchiveErrors.unknown(source, "it does not begin as a tar does")
          : e;
    }
  }

  private void add(TarReader tar, TarEntry entry, long size) {
    String name = clean("", entry.name());
    files.remove(name);
    links.remove(name);
    TarType type = entry.type();
    if (type == TarType.FILE && entry.sparse().isEmpty()) {
      Piece piece = new Piece(tar.dataOffset(), entry.size());
      if (piece.offset > size - piece.size) {
        throw ArchiveErrors.corrupt(name, "the tar ends in it");
      }
      files.put(name, piece);
    } else if (type == TarType.HARD_LINK) {
      links.put(name, clean("", entry.linkName()));
    } else if (type == TarType.SYMLINK) {
      int slash = name.lastIndexOf('/');
      links.put(name, clean(slash < 0 ? "" : name.substring(0, slash), entry.linkName()));
    }
  }

  Optional<Piece> find(String name) {
    String at = clean("", name);
    for (int i = 0; i < MAX_LINKS && links.containsKey(at); i++) {
      at = links.getOrDefault(at, at);
    }
    return Optional.ofNullable(files.get(at));
  }

  /** Only a key of the maps here, never a path on the disk. */
  private static String clean(String folder, String name) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : (folder + "/" + name).split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }
}
