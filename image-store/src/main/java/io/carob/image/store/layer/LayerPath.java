package io.carob.image.store.layer;

import java.util.ArrayDeque;
import java.util.Deque;

/** The names of a layer's entries, made relative and clean. Pure. */
final class LayerPath {

  private LayerPath() {}

  /**
   * Takes leading slashes, empty parts and {@code .} away; the root itself becomes empty. A {@code
   * ..} is refused, also where it would stay inside.
   *
   * @param raw the name as the layer has it
   */
  static String clean(String raw, UnpackLimits limits) {
    if (raw.length() > limits.pathBytes()) {
      throw LayerErrors.over("bytes of a path", limits.pathBytes());
    }
    StringBuilder clean = new StringBuilder(raw.length());
    int depth = 0;
    int start = 0;
    while (start <= raw.length()) {
      int slash = raw.indexOf('/', start);
      int end = slash < 0 ? raw.length() : slash;
      if (isPart(raw, start, end)) {
        if (clean.length() > 0) {
          clean.append('/');
          depth++;
        }
        clean.append(raw, start, end);
      }
      start = end + 1;
    }
    if (depth > limits.depth()) {
      throw LayerErrors.over("folders above an entry", limits.depth());
    }
    return clean.length() == raw.length() ? raw : clean.toString();
  }

  private static boolean isPart(String raw, int start, int end) {
    int length = end - start;
    if (length == 2 && raw.charAt(start) == '.' && raw.charAt(start + 1) == '.') {
      throw LayerErrors.refused(raw, "its name has a \"..\" part");
    }
    return length > 1 || (length == 1 && raw.charAt(start) != '.');
  }

  /** The folder of a clean path; empty for the root. */
  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** The last part of a clean path. */
  static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The folder that a path leads to, also when its last part is a symbolic link. */
  static String self(String folder) {
    return folder.isEmpty() ? "." : folder + "/.";
  }

  /**
   * Where a symbolic link in a folder leads, read as text, clean; {@code ..} at the root is the
   * root.
   */
  static String resolve(String folder, String target) {
    Deque<String> parts = new ArrayDeque<>();
    String from = target.startsWith("/") ? target : folder + "/" + target;
    for (String part : from.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  static String join(String parent, String name) {
    return parent.isEmpty() ? name : parent + "/" + name;
  }
}
