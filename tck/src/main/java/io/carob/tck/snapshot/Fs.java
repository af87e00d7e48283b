package io.carob.tck.snapshot;

import io.carob.api.Mount;
import io.carob.api.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jnr.ffi.LibraryLoader;

/** INTERIM. */
final class Fs {
  public interface C {
    int lsetxattr(String p, String n, byte[] v, long size, int flags);

    int lremovexattr(String p, String n);

    long lgetxattr(String p, String n, byte[] v, long size);

    long llistxattr(String p, byte[] v, long size);

    int mknod(String p, int mode, long dev);

    int utimensat(int fd, String p, long[] ts, int flags);

    int mount(
        @org.jspecify.annotations.Nullable String s,
        String t,
        @org.jspecify.annotations.Nullable String type,
        long flags,
        @org.jspecify.annotations.Nullable String data);

    int umount2(String t, int flags);
  }

  static final C LIBC = LibraryLoader.create(C.class).load("c");

  private Fs() {}

  private static void ok(long rc, String what) throws IOException {
    if (rc < 0)
      throw new IOException(
          what + " errno " + jnr.ffi.LastError.getLastError(jnr.ffi.Runtime.getSystemRuntime()));
  }

  static void apply(Path p, Meta m) throws IOException {
    Files.setAttribute(p, "unix:uid", m.uid(), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(p, "unix:gid", m.gid(), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(p, "unix:mode", m.mode());
    for (var x : m.xattrs().entrySet()) setXattr(p, x.getKey(), x.getValue());
    setTime(p, m.mtime());
  }

  static void applyToLink(Path p, Meta m) throws IOException {
    Files.setAttribute(p, "unix:uid", m.uid(), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(p, "unix:gid", m.gid(), LinkOption.NOFOLLOW_LINKS);
    setTime(p, m.mtime());
  }

  static void setTime(Path p, Instant t) throws IOException {
    ok(
        LIBC.utimensat(
            -100,
            p.toString(),
            new long[] {t.getEpochSecond(), t.getNano(), t.getEpochSecond(), t.getNano()},
            0x100),
        "utimensat " + p);
  }

  static void makeNode(Path p, Entry.Type type, int major, int minor) throws IOException {
    int fmt =
        switch (type) {
          case FIFO -> 0010000;
          case CHARACTER_DEVICE -> 0020000;
          case BLOCK_DEVICE -> 0060000;
        };
    ok(LIBC.mknod(p.toString(), fmt | 0600, ((long) major << 8) | (minor & 0xff)), "mknod " + p);
  }

  static void setXattr(Path p, String n, byte[] v) throws IOException {
    ok(LIBC.lsetxattr(p.toString(), n, v, v.length, 0), "lsetxattr " + p + n);
  }

  static void removeXattrs(Path p) throws IOException {
    for (String n : xattrs(p).keySet())
      if (!n.startsWith("trusted.overlay.")) ok(LIBC.lremovexattr(p.toString(), n), "lremovexattr");
  }

  static Map<String, byte[]> xattrs(Path p) throws IOException {
    byte[] b = new byte[65536];
    long n = LIBC.llistxattr(p.toString(), b, b.length);
    ok(n, "llistxattr " + p);
    Map<String, byte[]> m = new HashMap<>();
    for (String name : new String(b, 0, (int) n, StandardCharsets.UTF_8).split("\0", -1)) {
      if (name.isEmpty()) continue;
      byte[] v = new byte[65536];
      long k = LIBC.lgetxattr(p.toString(), name, v, v.length);
      ok(k, "lgetxattr");
      m.put(name, java.util.Arrays.copyOf(v, (int) k));
    }
    return m;
  }

  static void removeTree(Path p) throws IOException {
    if (!Files.exists(p, LinkOption.NOFOLLOW_LINKS)) return;
    List<Path> all;
    try (Stream<Path> w = Files.walk(p)) {
      all = w.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path x : all) Files.delete(x);
  }

  static void removeChildren(Path p) throws IOException {
    try (Stream<Path> w = Files.list(p)) {
      for (Path x : w.toList()) removeTree(x);
    }
  }

  static void copyTree(Path from, Path to) throws IOException {
    int rc;
    try {
      rc =
          new ProcessBuilder("cp", "-a", "--sparse=always", from.toString(), to.toString())
              .start()
              .waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (rc != 0) throw new IOException("cp");
  }

  static Usage usage(Path p) throws IOException {
    Set<Object> seen = new HashSet<>();
    try (Stream<Path> w = Files.walk(p)) {
      for (Path x : w.toList()) {
        seen.add(
            Files.readAttributes(x, "unix:*", LinkOption.NOFOLLOW_LINKS)
                .getOrDefault("fileKey", ""));
      }
    }
    Process d = new ProcessBuilder("du", "-sB1", p.toString()).start();
    return new Usage(
        Long.parseLong(
            new String(d.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .split("\t", -1)[0]),
        seen.size());
  }

  static void mount(List<Mount> ms, Path t) throws IOException {
    for (Mount m : ms) {
      if (m.type().equals("bind")) {
        ok(LIBC.mount(m.source(), t.toString(), null, 4096 | 16384, null), "bind");
        if (m.readOnly()) ok(LIBC.mount(null, t.toString(), null, 4096 | 32 | 1, null), "ro");
      } else {
        ok(
            LIBC.mount(
                m.source(),
                t.toString(),
                m.type(),
                m.readOnly() ? 1 : 0,
                String.join(",", m.options().stream().filter(o -> !o.equals("ro")).toList())),
            "mount");
      }
    }
  }

  static void unmount(Path t) throws IOException {
    ok(LIBC.umount2(t.toString(), 0), "umount " + t);
  }

  static void unmountAllBelow(Path root) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
      String t = line.split(" ", -1)[4];
      if (t.startsWith(root + "/")) LIBC.umount2(t, 2);
    }
  }
}
