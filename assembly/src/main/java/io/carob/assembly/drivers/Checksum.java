package io.carob.assembly.drivers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The SHA-256 of a jar, in a file beside it as {@code sha256sum} writes it. */
final class Checksum {

  /** What the name of that file has more than the jar's. */
  static final String SUFFIX = ".sha256";

  private Checksum() {}

  /** A sum that is there must be right even where none is required. */
  static void check(JarCopy jar, boolean required) throws Refusal {
    Path file = jar.file().resolveSibling(jar.file().getFileName() + SUFFIX);
    if (!Files.exists(file)) {
      if (required) {
        throw new Refusal(
            "has no checksum, which conf/"
                + Policy.FILE
                + " requires: put what `sha256sum` says of it into "
                + file.getFileName()
                + " beside it");
      }
      return;
    }
    String wanted = wanted(file);
    String is = sum(jar);
    if (!wanted.equals(is)) {
      throw new Refusal(
          "is not what "
              + file.getFileName()
              + " beside it stands for: its SHA-256 is "
              + is
              + ". Copy both from their source again");
    }
  }

  private static String wanted(Path file) throws Refusal {
    try {
      String text = Files.readString(file).strip();
      String word = text.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
      if (!word.matches("[0-9a-f]{64}")) {
        throw new Refusal(file.getFileName() + " beside it begins with no SHA-256 of 64 digits");
      }
      return word;
    } catch (IOException e) {
      throw new Refusal(file.getFileName() + " beside it cannot be read: " + e.getMessage(), e);
    }
  }

  private static String sum(JarCopy jar) throws Refusal {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(jar.open(), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new Refusal("cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
