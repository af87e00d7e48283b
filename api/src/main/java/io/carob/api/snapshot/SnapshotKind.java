package io.carob.api.snapshot;

/** The state of a snapshot. */
public enum SnapshotKind {
  /** Writable; not a parent. */
  ACTIVE,
  /** Read-only look at a committed snapshot; not a parent. */
  VIEW,
  /** Immutable; may be a parent. */
  COMMITTED
}
