package io.carob.api.snapshot;

import io.carob.api.Digest;
import java.nio.charset.StandardCharsets;

/**
 * The names that hide, in a difference of the form {@link WhiteoutForm#OCI}. Names are raw: one
 * character for each byte. Pure.
 */
public final class OciWhiteouts {

  /** In a folder: hides all that the layers below have in it. */
  public static final String OPAQUE = ".wh..wh..opq";

  private static final String PREFIX = ".wh.";
  private static final String NOTE = ".wh..wh.";
  private static final int MAX_NAME = 255;

  private OciWhiteouts() {}

  /**
   * {@return whether a name is no entry, but says something of the layers below}
   *
   * @param name the name of an entry of the folder, without the folders above
   */
  public static boolean isMark(String name) {
    return name.startsWith(PREFIX);
  }

  /**
   * {@return the name beside which nothing of that name shows from the layers below: {@code .wh.}
   * and the name} A name that is too long for a file with this before it is hidden by a hash of it.
   *
   * @param name the name to hide, of 1 to 255 bytes
   */
  public static String of(String name) {
    if (name.length() + PREFIX.length() <= MAX_NAME) {
      return PREFIX + name;
    }
    return NOTE + Digest.of(name.getBytes(StandardCharsets.ISO_8859_1)).hex();
  }
}
