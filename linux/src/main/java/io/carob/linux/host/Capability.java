package io.carob.linux.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Capabilities, in the order of their bits. */
public enum Capability {
  CAP_CHOWN,
  CAP_DAC_OVERRIDE,
  CAP_DAC_READ_SEARCH,
  CAP_FOWNER,
  CAP_FSETID,
  CAP_KILL,
  CAP_SETGID,
  CAP_SETUID,
  CAP_SETPCAP,
  CAP_LINUX_IMMUTABLE,
  CAP_NET_BIND_SERVICE,
  CAP_NET_BROADCAST,
  CAP_NET_ADMIN,
  CAP_NET_RAW,
  CAP_IPC_LOCK,
  CAP_IPC_OWNER,
  CAP_SYS_MODULE,
  CAP_SYS_RAWIO,
  CAP_SYS_CHROOT,
  CAP_SYS_PTRACE,
  CAP_SYS_PACCT,
  CAP_SYS_ADMIN,
  CAP_SYS_BOOT,
  CAP_SYS_NICE,
  CAP_SYS_RESOURCE,
  CAP_SYS_TIME,
  CAP_SYS_TTY_CONFIG,
  CAP_MKNOD,
  CAP_LEASE,
  CAP_AUDIT_WRITE,
  CAP_AUDIT_CONTROL,
  CAP_SETFCAP,
  CAP_MAC_OVERRIDE,
  CAP_MAC_ADMIN,
  CAP_SYSLOG,
  CAP_WAKE_ALARM,
  CAP_BLOCK_SUSPEND,
  CAP_AUDIT_READ,
  CAP_PERFMON,
  CAP_BPF,
  CAP_CHECKPOINT_RESTORE;

  /** What this process may do now. */
  public static Set<Capability> effective() {
    return ofStatus(ownStatus(), "CapEff:");
  }

  /** What this process and its children could ever get. */
  public static Set<Capability> bounding() {
    return ofStatus(ownStatus(), "CapBnd:");
  }

  /** Reads one of the capability lines of a {@code /proc/<pid>/status} text. */
  static Set<Capability> ofStatus(String status, String line) {
    Set<Capability> found = EnumSet.noneOf(Capability.class);
    status
        .lines()
        .filter(text -> text.startsWith(line))
        .forEach(
            text -> add(found, Long.parseUnsignedLong(text.substring(line.length()).strip(), 16)));
    return found;
  }

  private static void add(Set<Capability> found, long bits) {
    Capability[] all = values();
    for (int bit = 0; bit < all.length; bit++) {
      if (((bits >>> bit) & 1) != 0) {
        found.add(all[bit]);
      }
    }
  }

  private static String ownStatus() {
    try {
      return Files.readString(Path.of("/proc/self/status"));
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "read /proc/self/status", e);
    }
  }
}
