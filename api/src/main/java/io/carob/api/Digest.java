package io.carob.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A content digest as the OCI image specification defines it: {@code algorithm:hex}. Carob stores
 * and verifies {@code sha256} only; other algorithms are refused.
 *
 * @param algorithm always {@code sha256}
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks the parts.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when the algorithm or the digits are not valid
   */
  public Digest {
    Objects.requireNonNull(algorithm);
    Objects.requireNonNull(hex);
    if (!algorithm.equals("sha256") || !HEX.matcher(hex).matches()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "digest \"" + algorithm + ":" + hex + "\" is not sha256: and 64 hexadecimal digits");
    }
  }

  /**
   * Reads {@code sha256:<hex>}.
   *
   * @param text as {@link #toString} writes it, in lower case
   * @return the digest; its text is the one that was read
   * @throws CarobException {@code INVALID_ARGUMENT} when the text is not such a digest
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "digest \"" + text + "\" has no algorithm; write it as sha256:<64 hexadecimal digits>");
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  /**
   * {@return the digest of the given bytes}
   *
   * @param bytes the content
   */
  public static Digest of(byte[] bytes) {
    return ofHash(sha256().digest(bytes));
  }

  /**
   * {@return the digest whose 32 raw bytes a finished {@link #sha256()} gave}
   *
   * @param hash 32 bytes
   */
  public static Digest ofHash(byte[] hash) {
    return new Digest("sha256", HexFormat.of().formatHex(hash));
  }

  /** {@return a fresh SHA-256 computation} */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new CarobException(ErrorCode.INTERNAL, "this JDK has no SHA-256", e);
    }
  }

  static Digest ofText(String text) {
    return of(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** {@return the first 12 digits, for people} */
  public String abbreviated() {
    return hex.substring(0, 12);
  }

  @Override
  public int compareTo(Digest other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
