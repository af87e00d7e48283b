package io.carob.api.sandbox;

import java.util.Locale;

/** A kind of Linux namespace, see namespaces(7). */
public enum NamespaceKind {
  /** Network devices, addresses, ports. */
  NET,
  /** System V IPC and POSIX message queues. */
  IPC,
  /** Host name. */
  UTS,
  /** Process ids. */
  PID,
  /** Mounts. */
  MNT,
  /** User and group ids. */
  USER,
  /** Control groups. */
  CGROUP;

  /** {@return the name of the link below {@code /proc/<pid>/ns}} */
  public String procName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
