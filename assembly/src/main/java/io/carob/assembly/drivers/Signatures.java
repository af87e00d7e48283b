package io.carob.assembly.drivers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether all of a jar is signed by somebody whose certificate an operator laid into a folder. */
final class Signatures {

  private static final CertificateFactory X509 = x509();

  private Signatures() {}

  /**
   * Checks a jar; that its content is what was signed is checked while it is read.
   *
   * @param folder certificates, as {@code .pem}, {@code .crt} or {@code .cer}
   */
  static void check(JarCopy jar, Path folder) throws Refusal {
    Set<X509Certificate> trusted = certificates(folder);
    for (JarEntry entry : jar.entries()) {
      if (isContent(entry)) {
        require(entry, trusted, folder);
      }
    }
  }

  private static void require(JarEntry entry, Set<X509Certificate> trusted, Path folder)
      throws Refusal {
    CodeSigner[] signers = entry.getCodeSigners();
    if (signers == null || signers.length == 0) {
      throw new Refusal(
          "is not signed, which conf/"
              + Policy.FILE
              + " requires: "
              + entry.getName()
              + " has no signature. Sign it with `jarsigner`");
    }
    for (CodeSigner signer : signers) {
      if (isTrusted(signer, trusted)) {
        return;
      }
    }
    Certificate first = signers[0].getSignerCertPath().getCertificates().get(0);
    throw new Refusal(
        "is signed by "
            + (first instanceof X509Certificate x ? x.getSubjectX500Principal() : first.getType())
            + ", whom none of the certificates in "
            + folder
            + " vouches for");
  }

  private static boolean isTrusted(CodeSigner signer, Set<X509Certificate> trusted) {
    List<Certificate> below = new ArrayList<>();
    for (Certificate certificate : signer.getSignerCertPath().getCertificates()) {
      if (certificate instanceof X509Certificate x && trusted.contains(x)) {
        break;
      }
      below.add(certificate);
    }
    if (below.isEmpty()) {
      return true; // the signer's own certificate is in the folder
    }
    try {
      PKIXParameters parameters =
          new PKIXParameters(
              trusted.stream()
                  .map(certificate -> new TrustAnchor(certificate, null))
                  .collect(Collectors.toSet()));
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX").validate(X509.generateCertPath(below), parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** What a signature covers: all but the signature's own files. */
  private static boolean isContent(JarEntry entry) {
    String name = entry.getName().toUpperCase(Locale.ROOT);
    return !entry.isDirectory()
        && !name.equals("META-INF/MANIFEST.MF")
        && !name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)")
        && !name.matches("META-INF/SIG-[^/]*");
  }

  private static Set<X509Certificate> certificates(Path folder) throws Refusal {
    Set<X509Certificate> found = new HashSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches(".*\\.(pem|crt|cer)")).toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          for (Certificate certificate : X509.generateCertificates(in)) {
            found.add((X509Certificate) certificate);
          }
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new Refusal(
          "is not looked at: the certificates in " + folder + " cannot be read: " + e.getMessage(),
          e);
    }
    if (found.isEmpty()) {
      throw new Refusal(
          "is not looked at: signatures are required, but " + folder + " has no certificates");
    }
    return found;
  }

  private static CertificateFactory x509() {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has X.509", e);
    }
  }
}
