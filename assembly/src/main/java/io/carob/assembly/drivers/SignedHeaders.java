package io.carob.assembly.drivers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.CodeSigner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Whether the headers of a jar are signed, and not its entries alone: they say which class is
 * started and which components there are. A signature may leave them out, and Java does not mind.
 */
final class SignedHeaders {

  private static final List<String> SOUND = List.of("SHA-256", "SHA-384", "SHA-512");
  private static final String WHOLE = "-Digest-Manifest";
  private static final String HEADERS = "-Digest-Manifest-Main-Attributes";

  private SignedHeaders() {}

  /**
   * Asks it of all signatures of a jar; that each is right, Java has found out while it read.
   *
   * @throws Refusal when one leaves the headers out, or there is a doubt which they are
   */
  static void check(JarCopy jar) throws Refusal {
    List<JarEntry> manifests =
        jar.entries().stream()
            .filter(entry -> entry.getName().equalsIgnoreCase(JarFile.MANIFEST_NAME))
            .toList();
    if (manifests.size() != 1 || !manifests.get(0).getName().equals(JarFile.MANIFEST_NAME)) {
      throw new Refusal(
          "does not have one " + JarFile.MANIFEST_NAME + ", so nobody can say what was signed");
    }
    byte[] manifest = jar.meta(manifests.get(0));
    List<JarEntry> signatures = jar.entries().stream().filter(SignedHeaders::isSignature).toList();
    if (signatures.isEmpty() && jar.entries().stream().anyMatch(SignedHeaders::isSigned)) {
      throw new Refusal("is signed by a file that is not found, so nobody can say what was signed");
    }
    for (JarEntry entry : signatures) {
      if (!covers(jar.meta(entry), manifest)) {
        throw new Refusal(
            "is signed without its headers: "
                + entry.getName()
                + " has no SHA-256 of the manifest or of its main attributes, so anybody may have"
                + " changed them since. Sign it anew with `jarsigner`, which signs them by default");
      }
    }
  }

  /** Whether Java may take a file for a signature's: more than it does, and never less. */
  private static boolean isSignature(JarEntry entry) {
    String name = entry.getName().toUpperCase(Locale.ROOT);
    return (name.startsWith("META-INF/") || name.startsWith("/META-INF/")) && name.endsWith(".SF");
  }

  private static boolean isSigned(JarEntry entry) {
    CodeSigner[] signers = entry.getCodeSigners();
    return signers != null && signers.length > 0;
  }

  /**
   * Whether a signature's file covers the headers. A digest of them alone that is there was right,
   * or Java had refused the jar; one of the whole manifest may be wrong where entries were added.
   */
  static boolean covers(byte[] signature, byte[] manifest) throws Refusal {
    Attributes main = main(signature);
    for (String algorithm : SOUND) {
      if (main.getValue(algorithm + HEADERS) != null) {
        return true;
      }
      String whole = main.getValue(algorithm + WHOLE);
      if (whole != null && whole.equals(digest(algorithm, manifest))) {
        return true;
      }
    }
    return false;
  }

  private static Attributes main(byte[] signature) throws Refusal {
    try {
      return new Manifest(new ByteArrayInputStream(signature)).getMainAttributes();
    } catch (IOException e) {
      throw new Refusal("has a signature that cannot be read: " + e.getMessage(), e);
    }
  }

  private static String digest(String algorithm, byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
