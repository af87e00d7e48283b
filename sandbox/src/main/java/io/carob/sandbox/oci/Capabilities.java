package io.carob.sandbox.oci;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.SecuritySpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Linux capabilities by name, without the prefix {@code CAP_}; see capabilities(7). */
public final class Capabilities {

  /** Every capability, at the place of its number. */
  private static final List<String> BY_NUMBER =
      List.of(
          "CHOWN",
          "DAC_OVERRIDE",
          "DAC_READ_SEARCH",
          "FOWNER",
          "FSETID",
          "KILL",
          "SETGID",
          "SETUID",
          "SETPCAP",
          "LINUX_IMMUTABLE",
          "NET_BIND_SERVICE",
          "NET_BROADCAST",
          "NET_ADMIN",
          "NET_RAW",
          "IPC_LOCK",
          "IPC_OWNER",
          "SYS_MODULE",
          "SYS_RAWIO",
          "SYS_CHROOT",
          "SYS_PTRACE",
          "SYS_PACCT",
          "SYS_ADMIN",
          "SYS_BOOT",
          "SYS_NICE",
          "SYS_RESOURCE",
          "SYS_TIME",
          "SYS_TTY_CONFIG",
          "MKNOD",
          "LEASE",
          "AUDIT_WRITE",
          "AUDIT_CONTROL",
          "SETFCAP",
          "MAC_OVERRIDE",
          "MAC_ADMIN",
          "SYSLOG",
          "WAKE_ALARM",
          "BLOCK_SUSPEND",
          "AUDIT_READ",
          "PERFMON",
          "BPF",
          "CHECKPOINT_RESTORE");

  /** What a container gets that asks for nothing. */
  static final List<String> DEFAULT =
      List.of(
          "CHOWN",
          "DAC_OVERRIDE",
          "FSETID",
          "FOWNER",
          "MKNOD",
          "NET_RAW",
          "SETGID",
          "SETUID",
          "SETFCAP",
          "SETPCAP",
          "NET_BIND_SERVICE",
          "SYS_CHROOT",
          "KILL",
          "AUDIT_WRITE");

  private static final String ALL = "ALL";

  private Capabilities() {}

  /** The names of the bits of a mask, as {@code CapBnd} in {@code /proc/self/status} shows it. */
  public static Set<String> ofMask(long mask) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < BY_NUMBER.size(); i++) {
      if ((mask & (1L << i)) != 0) {
        names.add(BY_NUMBER.get(i));
      }
    }
    return names;
  }

  /**
   * What a container may do.
   *
   * @param bounding what Carob itself may give
   * @throws CarobException {@code INVALID_ARGUMENT} for a name that is no capability; {@code
   *     UNSUPPORTED} when one is asked for by name that Carob does not have
   */
  static Set<String> plan(SecuritySpec security, Set<String> bounding) {
    if (security.privileged()) {
      return bounding;
    }
    Set<String> names = new LinkedHashSet<>(DEFAULT);
    List<String> add = security.addCapabilities().stream().map(Capabilities::parse).toList();
    List<String> drop = security.dropCapabilities().stream().map(Capabilities::parse).toList();
    if (add.contains(ALL)) {
      names.addAll(bounding);
    }
    if (drop.contains(ALL)) {
      names.clear();
    }
    names.removeAll(drop);
    names.retainAll(bounding);
    for (String name : add) {
      if (!name.equals(ALL)) {
        requireHeld(name, bounding);
        names.add(name);
      }
    }
    return names;
  }

  private static void requireHeld(String name, Set<String> bounding) {
    if (!bounding.contains(name)) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "capability "
              + name
              + " cannot be given: Carob itself does not have it; take it out of the manifest, or"
              + " start the service with it");
    }
  }

  private static String parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    String name = upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
    if (!name.equals(ALL) && !BY_NUMBER.contains(name)) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "'" + text + "' is no capability; see capabilities(7)");
    }
    return name;
  }
}
