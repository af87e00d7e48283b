package io.carob.linux;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Raw names. To Linux a file name is bytes, in no particular encoding. Everything in these packages
 * that names something inside a tree takes and gives a <em>raw</em> string: one character (1 to
 * 255) for each byte. For ASCII a raw name is the name itself. Nothing depends on the encoding that
 * the JVM was started with.
 */
public final class RawName {

  private static final Charset HOST = Charset.forName(hostEncoding());

  private RawName() {}

  /** The raw form of bytes. */
  public static String ofBytes(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The raw form of text, encoded in UTF-8. */
  public static String ofText(String text) {
    return ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The raw form of a host path, with the bytes that the JVM uses for it. */
  public static String ofPath(Path path) {
    return ofBytes(path.toString().getBytes(HOST));
  }

  /** The bytes of a raw name. */
  public static byte[] toBytes(String raw) {
    return raw.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** For people: the name as text where it is valid UTF-8, else with the raw characters. */
  public static String toText(String raw) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(toBytes(raw))).toString();
    } catch (CharacterCodingException e) {
      return raw;
    }
  }

  private static String hostEncoding() {
    String name = System.getProperty("sun.jnu.encoding");
    return name == null || !Charset.isSupported(name) ? "UTF-8" : name;
  }
}
