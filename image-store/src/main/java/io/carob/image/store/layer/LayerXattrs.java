package io.carob.image.store.layer;

/**
 * Which extended attributes a layer may set. Not {@code trusted.*}: they steer overlayfs and others
 * of the host's privileged parts. Not the labels and lists of the host's security modules.
 */
public final class LayerXattrs {

  private static final String CAPABILITY = "security.capability";
  private static final String USER = "user.";
  private static final String USER_OVERLAY = "user.overlay.";

  private LayerXattrs() {}

  /** Whether a layer may set it. */
  public static boolean isKept(String name) {
    return name.equals(CAPABILITY) || (name.startsWith(USER) && !name.startsWith(USER_OVERLAY));
  }
}
