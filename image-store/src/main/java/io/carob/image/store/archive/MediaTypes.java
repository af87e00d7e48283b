package io.carob.image.store.archive;

import java.util.Set;

/** The media types of OCI and Docker v2 schema 2. */
public final class MediaTypes {

  /** As its name says. */
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

  /** As its name says. */
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  /** As its name says. */
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";

  /** As its name says. */
  public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";

  static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
  static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";

  private static final Set<String> LAYERS =
      Set.of(
          OCI_LAYER,
          OCI_LAYER + "+gzip",
          OCI_LAYER + "+zstd",
          "application/vnd.oci.image.layer.nondistributable.v1.tar",
          "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
          "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
          "application/vnd.docker.image.rootfs.diff.tar",
          "application/vnd.docker.image.rootfs.diff.tar.gzip",
          "application/vnd.docker.image.rootfs.diff.tar.zstd",
          "application/vnd.docker.image.rootfs.foreign.diff.tar",
          "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

  private MediaTypes() {}

  /** The type that an OCI manifest has for a layer of any known type. */
  public static String ociLayer(String type) {
    boolean foreign = type.contains("foreign") || type.contains("nondistributable");
    String packing = type.endsWith("gzip") ? "+gzip" : type.endsWith("zstd") ? "+zstd" : "";
    return (foreign ? "application/vnd.oci.image.layer.nondistributable.v1.tar" : OCI_LAYER)
        + packing;
  }

  static boolean isIndex(String type) {
    return type.equals(OCI_INDEX) || type.equals(DOCKER_INDEX);
  }

  static boolean isManifest(String type) {
    return type.equals(OCI_MANIFEST) || type.equals(DOCKER_MANIFEST);
  }

  static boolean isConfig(String type) {
    return type.equals(OCI_CONFIG) || type.equals(DOCKER_CONFIG);
  }

  static boolean isLayer(String type) {
    return LAYERS.contains(type);
  }
}
