package io.carob.image.store.layer;

import io.carob.api.snapshot.OciWhiteouts;

/** What a name says about lower layers, by the OCI image specification. Pure. */
final class Whiteout {

  private static final String PREFIX = ".wh.";
  private static final String META = ".wh..wh.";

  private Whiteout() {}

  static boolean is(String base) {
    return OciWhiteouts.isMark(base);
  }

  static boolean isOpaque(String base) {
    return base.equals(OciWhiteouts.OPAQUE);
  }

  /** Notes of AUFS, which hide nothing. */
  static boolean isNote(String base) {
    return base.startsWith(META) && !isOpaque(base);
  }

  /** The name that a whiteout hides. */
  static String hidden(String path, String base) {
    String name = base.substring(PREFIX.length());
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw LayerErrors.refused(path, "a whiteout must name an entry of its own folder");
    }
    return name;
  }

  /** Refuses whiteouts among the folders of a path. */
  static void refuseFolders(String path, String parent) {
    if (parent.startsWith(PREFIX) || parent.contains("/" + PREFIX)) {
      throw LayerErrors.refused(path, "a folder's name begins with .wh., which is for whiteouts");
    }
  }
}
