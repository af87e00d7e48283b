package io.carob.tck.snapshot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What a layer says of one inode besides its content. Times lie in the past, with nanoseconds. */
record Meta(int mode, int uid, int gid, Instant mtime, Map<String, byte[]> xattrs) {

  /** The time of everything that does not say otherwise. */
  static final Instant TIME = Instant.parse("2019-03-04T05:06:07.123456789Z");

  /** Every time that a changeset uses lies before this one; every edit of a live tree after it. */
  static final Instant LATEST = Instant.parse("2022-01-01T00:00:00Z");

  static final Meta FILE = new Meta(0644, 0, 0, TIME, Map.of());
  static final Meta FOLDER = new Meta(0755, 0, 0, TIME, Map.of());

  Meta mode(int newMode) {
    return new Meta(newMode, uid, gid, mtime, xattrs);
  }

  Meta owner(int newUid, int newGid) {
    return new Meta(mode, newUid, newGid, mtime, xattrs);
  }

  Meta time(String time) {
    return new Meta(mode, uid, gid, Instant.parse(time), xattrs);
  }

  Meta xattr(String name, byte[] value) {
    Map<String, byte[]> more = new TreeMap<>(xattrs);
    more.put(name, value);
    return new Meta(mode, uid, gid, mtime, more);
  }

  Meta xattr(String name, String value) {
    return xattr(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** The file capability {@code cap_net_bind_service=ep}, as the kernel keeps it (version 2). */
  Meta fileCapability() {
    byte[] value = new byte[20];
    value[0] = 1;
    value[3] = 2;
    value[5] = 4;
    return xattr("security.capability", value);
  }
}
