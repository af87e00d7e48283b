package io.carob.api.snapshot;

/** What a {@link SnapshotDriver} declares that it can do. The core relies on nothing else. */
public enum SnapshotCapability {
  /** A layer can be unpacked before its parents exist. */
  PARALLEL_UNPACK,
  /** Active snapshots share the unchanged content of their parents: same inode, same page cache. */
  SHARED_LOWER,
  /** Copies share blocks (reflinks) where the file system can. */
  REFLINK,
  /**
   * A limit on the size of the writable layer can be kept by the driver itself, where the host lets
   * it: {@link SnapshotDriver#limit}.
   */
  QUOTA,
  /** User and group ids can be mapped at mount time. */
  IDMAP,
  /** What an active snapshot changed can be told, so that it can become a layer of an image. */
  DIFF
}
