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

  /**
   * Compares a copy with the sum beside its jar: it must be right even where none is required.
   *
   * @return whether there is one
   */
  static boolean isThere(Path jar, Path copy) throws Refusal {
    Path file = beside(jar);
    if (!Files.exists(file)) {
      return false;
    }
    String wanted = wanted(file);
    String is = sum(copy);
    if (!wanted.equals(is)) {
      throw new Refusal(
          Refusal.Kind.POLICY,
          "is not what "
              + file.getFileName()
              + " beside it stands for: its SHA-256 is "
              + is
              + ". Copy both from their source again");
    }
    return true;
  }

  /** Says that a jar needs one. */
  static Refusal missing(Path jar) {
    return new Refusal(
        "has no checksum, which conf/"
            + Policy.FILE
            + " requires: put what `sha256sum` says of it into "
            + beside(jar).getFileName()
            + " beside it");
  }

  private static Path beside(Path jar) {
    return jar.resolveSibling(jar.getFileName() + SUFFIX);
  }

  private static String wanted(Path file) throws Refusal {
    try {
      String text = Files.readString(file).strip();
      String word = text.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
      if (!word.matches("[0-9a-f]{64}")) {
        throw new Refusal(
            Refusal.Kind.POLICY,
            file.getFileName() + " beside it begins with no SHA-256 of 64 digits");
      }
      return word;
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Kind.POLICY, file.getFileName() + " beside it cannot be read: " + e.getMessage());
    }
  }

  private static String sum(Path copy) throws Refusal {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(copy), digest)) {
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
