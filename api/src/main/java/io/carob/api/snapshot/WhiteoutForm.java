package io.carob.api.snapshot;

/** How "deleted in this layer" is written in a difference folder. */
public enum WhiteoutForm {
  /**
   * As the Linux overlay file system wants it: a character device 0/0 hides a name, the xattr
   * {@code trusted.overlay.opaque=y} hides a folder's lower content. It also comes on the layer's
   * root folder, where the kernel does not look: the driver leaves the layers below out.
   */
  OVERLAY,
  /**
   * As in the OCI layer itself: files {@code .wh.name} and {@code .wh..wh..opq}, as {@link
   * OciWhiteouts} names them. It works on every file system.
   */
  OCI
}
