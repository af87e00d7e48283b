package io.carob.rest.print;

/** Keeps text from others from steering the reader's terminal. */
public final class Escape {

  private Escape() {}

  /** One cell or line: every control character, line ends too, is shown as an escape. */
  public static String cell(String text) {
    return escape(text, false);
  }

  /** Several lines: line ends and tabs stay, every other control character is shown. */
  public static String lines(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean lines) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(out, c, lines));
    return out.toString();
  }

  private static void append(StringBuilder out, int c, boolean lines) {
    if (lines && (c == '\n' || c == '\t')) {
      out.append((char) c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c == '\t') {
      out.append("\\t");
    } else if (Character.isISOControl(c)) {
      hex(out, "\\x", c, 2);
    } else if (steers(c)) {
      hex(out, "\\u", c, 4);
    } else {
      out.appendCodePoint(c);
    }
  }

  /** Marks that turn the direction of writing, line separators, and halves of characters. */
  private static boolean steers(int c) {
    int type = Character.getType(c);
    return type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }

  private static void hex(StringBuilder out, String prefix, int c, int digits) {
    String hex = Integer.toHexString(c);
    out.append(prefix).append("0".repeat(Math.max(0, digits - hex.length()))).append(hex);
  }
}
