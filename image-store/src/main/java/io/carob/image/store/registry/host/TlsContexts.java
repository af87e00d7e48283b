package io.carob.image.store.registry.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts out of files. */
public final class TlsContexts {

  private static final char[] NO_PASSWORD = {};

  private TlsContexts() {}

  /**
   * Reads the files.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when a file is not there or not what it must be
   */
  public static SSLContext of(TlsFiles files) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(files), trust(files), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw invalid("the certificates " + files, e);
    }
  }

  /** Those of the JDK, and the given ones; null for those of the JDK alone. */
  private static TrustManager @Nullable [] trust(TlsFiles files) throws GeneralSecurityException {
    if (files.authorities().isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (X509Certificate known : known()) {
      store.setCertificateEntry("known-" + number++, known);
    }
    for (Path file : files.authorities()) {
      for (Certificate authority : certificates(file)) {
        store.setCertificateEntry("own-" + number++, authority);
      }
    }
    return factory(store).getTrustManagers();
  }

  private static List<X509Certificate> known() throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    for (TrustManager manager : factory(null).getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        all.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return all;
  }

  private static TrustManagerFactory factory(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static KeyManager @Nullable [] keys(TlsFiles files) throws GeneralSecurityException {
    if (files.client().isEmpty()) {
      return null;
    }
    TlsFiles.Client client = files.client().get();
    Certificate[] chain = certificates(client.certificate()).toArray(Certificate[]::new);
    PrivateKey key =
        PemKey.read(client.key(), bytes(client.key()), chain[0].getPublicKey().getAlgorithm());
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    try {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(PemKey.onlyCertificates(bytes(file))));
      if (all.isEmpty()) {
        throw new GeneralSecurityException("it holds no certificate");
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw invalid(file.toString(), e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw invalid(file.toString(), e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      return store;
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  static CarobException invalid(String what, Exception e) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "a certificate file of the registry hosts cannot be used: " + what + ": " + e.getMessage(),
        e);
  }
}
