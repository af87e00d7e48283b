package io.carob.linux.process;

import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The steps that take a thread into namespaces. All memory and descriptors are made ready in the
 * constructor; {@link #enter} only makes calls, and says by {@link #failure} what went wrong.
 */
final class NamespaceEntry implements AutoCloseable {

  private static final int CLONE_FS = 0x200;
  private static final int MS_REC_SLAVE = 0x4000 | (1 << 19);
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int SIOCGIFFLAGS = 0x8913;
  private static final int SIOCSIFFLAGS = 0x8914;
  private static final int IFF_UP = 1;
  private static final int IFREQ = 0;
  private static final int IFREQ_FLAGS = 16;
  private static final int SLASH = 64;
  private static final int HOSTNAME = 80;
  private static final int MAX_HOSTNAME = 64;

  private final List<Joined> joins = new ArrayList<>();
  private final int flags;
  private final boolean newMounts;
  private final boolean loopbackUp;
  private final int hostnameSize;
  private final ByteBuffer memory = Scratch.direct(HOSTNAME + MAX_HOSTNAME);
  private final long base = Scratch.address(memory);
  private String failedCall = "";
  private int failure;
  private final Optional<Confinement> confinement;

  NamespaceEntry(
      Map<Namespace, Path> join, Set<Namespace> unshare, String hostname, boolean loopbackUp) {
    this(join, unshare, hostname, loopbackUp, Optional.empty());
  }

  NamespaceEntry(
      Map<Namespace, Path> join,
      Set<Namespace> unshare,
      String hostname,
      boolean loopbackUp,
      Optional<Confinement> confinement) {
    this.confinement = confinement;
    byte[] name = hostname.getBytes(StandardCharsets.US_ASCII);
    if (name.length > MAX_HOSTNAME) {
      throw LinuxError.of("sethostname", hostname, 22, "a host name has at most 64 characters");
    }
    this.newMounts = unshare.contains(Namespace.MOUNT);
    this.loopbackUp = loopbackUp;
    this.hostnameSize = name.length;
    this.flags =
        unshare.stream().mapToInt(Namespace::flag).sum()
            + (newMounts || join.containsKey(Namespace.MOUNT) ? CLONE_FS : 0);
    memory.put(IFREQ, "lo\0".getBytes(StandardCharsets.US_ASCII));
    memory.put(SLASH, "/\0".getBytes(StandardCharsets.US_ASCII));
    memory.put(HOSTNAME, name);
    open(join);
  }

  /** In the order of the enum: the user namespace gives the rights, the mounts come last. */
  private void open(Map<Namespace, Path> join) {
    try {
      join.entrySet().stream()
          .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
          .forEach(
              entry -> {
                String path = RawName.ofPath(entry.getValue());
                joins.add(new Joined(Fd.open(path, O_RDONLY), entry.getKey(), path));
              });
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Takes the calling thread in; it can never come back and must end soon. */
  boolean enter() {
    return unshareFs()
        && join()
        && unshare()
        && prepareMounts()
        && nameHost()
        && raiseLoopback()
        && confine();
  }

  private boolean confine() {
    if (confinement.isEmpty()) {
      return true;
    }
    Confinement steps = confinement.get();
    return ok(steps.enter(), "confinement") || told(steps.failedCall());
  }

  private boolean told(String call) {
    failedCall = call;
    return false;
  }

  /** A thread may enter a mount namespace only with a working directory of its own. */
  private boolean unshareFs() {
    return (flags & CLONE_FS) == 0 || ok(Libc.unshare(CLONE_FS), "unshare(CLONE_FS)");
  }

  private boolean join() {
    for (Joined joined : joins) {
      if (!ok(Libc.setns(joined.fd.number(), joined.kind.flag()), joined.call)) {
        return false;
      }
    }
    return true;
  }

  private boolean unshare() {
    return flags == 0 || ok(Libc.unshare(flags), "unshare");
  }

  /** Mounts made in here stay in here; unmounts on the host arrive. */
  private boolean prepareMounts() {
    return !newMounts || ok(Libc.mount(0, base + SLASH, 0, MS_REC_SLAVE, 0), "mount rslave on /");
  }

  private boolean nameHost() {
    return hostnameSize == 0 || ok(Libc.sethostname(base + HOSTNAME, hostnameSize), "sethostname");
  }

  private boolean raiseLoopback() {
    if (!loopbackUp) {
      return true;
    }
    int socket = Libc.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
    if (!ok(socket, "socket for lo")) {
      return false;
    }
    boolean read = ok(Libc.ioctl(socket, SIOCGIFFLAGS, base + IFREQ), "SIOCGIFFLAGS lo");
    memory.putShort(IFREQ_FLAGS, (short) (memory.getShort(IFREQ_FLAGS) | IFF_UP));
    boolean set = read && ok(Libc.ioctl(socket, SIOCSIFFLAGS, base + IFREQ), "SIOCSIFFLAGS lo");
    return ok(Libc.close(socket), "close") && set;
  }

  private boolean ok(int result, String call) {
    if (result < 0) {
      failure = result;
      failedCall = call;
      return false;
    }
    return true;
  }

  /** Why {@link #enter} answered false. For another thread to call, after that one has ended. */
  RuntimeException failure() {
    return LinuxError.of(failedCall, "", failure);
  }

  @Override
  public void close() {
    joins.forEach(joined -> joined.fd.close());
  }

  private record Joined(Fd fd, Namespace kind, String call) {
    Joined(Fd fd, Namespace kind, String call) {
      this.fd = fd;
      this.kind = kind;
      this.call = "setns " + call;
    }
  }
}
