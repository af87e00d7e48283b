package io.carob.image.store.write;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a tar says of one entry. Names are raw: one character for each byte.
 *
 * @param type the type flag
 * @param name its name; that of a folder ends with a slash
 * @param linkName the target of a hard or symbolic link; else empty
 * @param mode permission, set-id and sticky bits
 * @param uid owner, unsigned
 * @param gid group, unsigned
 * @param size bytes of data that follow
 * @param mtime when it last changed
 * @param major major number of a device
 * @param minor minor number of a device
 * @param xattrs extended attributes by raw name
 */
public record TarMeta(
    char type,
    String name,
    String linkName,
    int mode,
    long uid,
    long gid,
    long size,
    Instant mtime,
    int major,
    int minor,
    SortedMap<String, byte[]> xattrs) {

  /** A regular file. */
  public static final char FILE = '0';

  /** A hard link. */
  public static final char HARD_LINK = '1';

  /** A symbolic link. */
  public static final char SYMLINK = '2';

  /** A character device. */
  public static final char CHARACTER_DEVICE = '3';

  /** A block device. */
  public static final char BLOCK_DEVICE = '4';

  /** A folder. */
  public static final char FOLDER = '5';

  /** A FIFO. */
  public static final char FIFO = '6';

  /** Copies the attributes. */
  public TarMeta {
    xattrs = new TreeMap<>(xattrs);
  }

  /** A file of root's, of the beginning of time: for archives and whiteouts. */
  public static TarMeta plain(String name, long size, int mode) {
    return of(FILE, name, size, mode);
  }

  /** A folder of root's, of the beginning of time. */
  public static TarMeta plainFolder(String name) {
    return of(FOLDER, name, 0, 0755);
  }

  private static TarMeta of(char type, String name, long size, int mode) {
    return new TarMeta(
        type, name, "", mode, 0, 0, size, Instant.EPOCH, 0, 0, new TreeMap<>(Map.of()));
  }
}
