package io.carob.image.store.tar;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entry that a {@link TarReader} stands at. Names are raw: one character for each byte. One
 * object serves all entries of a stream, so nothing of it may be kept.
 */
public final class TarEntry {

  char type;
  String name = "";
  String linkName = "";
  int mode;
  int uid;
  int gid;
  long size;
  long realSize;
  long mtimeSeconds;
  int mtimeNanos;
  @Nullable Instant atime;
  int major;
  int minor;
  @Nullable SparseMap sparse;
  final Map<String, byte[]> xattrs = new LinkedHashMap<>();

  TarEntry() {}

  void clear() {
    mtimeNanos = 0;
    atime = null;
    sparse = null;
    xattrs.clear();
  }

  /** What it is. */
  public TarType type() {
    return TarType.of(type, name, size);
  }

  /** The type flag as it stands in the header. */
  public char typeFlag() {
    return type;
  }

  /** The name, raw and as it stands there: nothing about it is safe. */
  public String name() {
    return name;
  }

  /** The target of a hard or symbolic link, raw. */
  public String linkName() {
    return linkName;
  }

  /** Permission, set-id and sticky bits. */
  public int mode() {
    return mode;
  }

  /** Owner. */
  public int uid() {
    return uid;
  }

  /** Group. */
  public int gid() {
    return gid;
  }

  /** Bytes of data in the stream. */
  public long size() {
    return size;
  }

  /** Length of the file that it makes; differs from {@link #size()} for sparse files. */
  public long realSize() {
    return realSize;
  }

  /** When the content last changed. */
  public Instant mtime() {
    return Instant.ofEpochSecond(mtimeSeconds, mtimeNanos);
  }

  /** When it was last read, where the stream says so. */
  public Optional<Instant> atime() {
    return Optional.ofNullable(atime);
  }

  /** Major number of a device. */
  public int major() {
    return major;
  }

  /** Minor number of a device. */
  public int minor() {
    return minor;
  }

  /** Where the data of a sparse file goes. */
  public Optional<SparseMap> sparse() {
    return Optional.ofNullable(sparse);
  }

  /** Extended attributes by raw name. */
  public Map<String, byte[]> xattrs() {
    return xattrs;
  }
}
