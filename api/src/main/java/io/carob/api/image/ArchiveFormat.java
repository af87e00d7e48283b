package io.carob.api.image;

/** How an exported image lies on the disk. */
public enum ArchiveFormat {
  /** An OCI image layout as a folder. Blobs and manifests are as they are stored here. */
  OCI_FOLDER,
  /** An OCI image layout as one tar. */
  OCI_ARCHIVE,
  /** A tar as {@code docker save} writes it, with plain layers; it has no manifests. */
  DOCKER_ARCHIVE
}
