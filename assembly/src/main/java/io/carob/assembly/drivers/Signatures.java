package io.carob.assembly.drivers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether all of a jar is signed by somebody whose certificate an operator laid into a folder. */
final class Signatures {

  private static final CertificateFactory X509 = x509();
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String ANY = "2.5.29.37.0";

  private Signatures() {}

  /**
   * Checks a jar; that its content is what was signed is checked while it is read.
   *
   * @param folder certificates, as {@code .pem}, {@code .crt} or {@code .cer}
   */
  static void check(JarCopy jar, Path folder) throws Refusal {
    SignedHeaders.check(jar);
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
    List<String> why = new ArrayList<>();
    for (CodeSigner signer : signers) {
      Optional<String> fault = fault(signer, trusted, folder);
      if (fault.isEmpty()) {
        return;
      }
      why.add(fault.get());
    }
    throw new Refusal("is signed by " + String.join("; and by ", why));
  }

  /** Why a signer is not trusted, with the name; empty when it is. */
  private static Optional<String> fault(
      CodeSigner signer, Set<X509Certificate> trusted, Path folder) {
    List<? extends Certificate> path = signer.getSignerCertPath().getCertificates();
    if (!(path.get(0) instanceof X509Certificate own)) {
      return Optional.of("somebody with a certificate of type " + path.get(0).getType());
    }
    String name = own.getSubjectX500Principal().toString();
    if (!isVouchedFor(path, trusted)) {
      return Optional.of(
          name + ", whom none of the certificates in " + folder + " vouches for today");
    }
    try {
      own.checkValidity();
      return maySignCode(own)
          ? Optional.empty()
          : Optional.of(name + ", whose certificate is not for signing code");
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return Optional.of(name + ", whose certificate is not valid today: " + e.getMessage());
    } catch (CertificateParsingException e) {
      return Optional.of(name + ", whose certificate cannot be read: " + e.getMessage());
    }
  }

  /** A certificate that names what it is for must name this; one for servers is not enough. */
  private static boolean maySignCode(X509Certificate certificate)
      throws CertificateParsingException {
    boolean[] usage = certificate.getKeyUsage();
    List<String> purposes = certificate.getExtendedKeyUsage();
    return (usage == null || usage[0])
        && (purposes == null || purposes.contains(CODE_SIGNING) || purposes.contains(ANY));
  }

  private static boolean isVouchedFor(
      List<? extends Certificate> path, Set<X509Certificate> trusted) {
    List<Certificate> below = new ArrayList<>();
    for (Certificate certificate : path) {
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
