package io.carob.image.store.registry.host;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Private keys in PEM: PKCS#8, and the older form of RSA keys. */
final class PemKey {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  /** {@code SEQUENCE { rsaEncryption, NULL }} behind version 0. */
  private static final byte[] RSA_HEAD =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private PemKey() {}

  static PrivateKey read(Path file, byte[] text, String algorithm) {
    Matcher block = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
    try {
      while (block.find()) {
        byte[] der = Base64.getMimeDecoder().decode(block.group(2));
        switch (block.group(1)) {
          case "PRIVATE KEY" -> {
            return key(algorithm, der);
          }
          case "RSA PRIVATE KEY" -> {
            return key("RSA", wrapped(der));
          }
          default -> {} // certificates, parameters
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw TlsContexts.invalid(file.toString(), e);
    }
    throw TlsContexts.invalid(
        file.toString(),
        new GeneralSecurityException(
            "it holds no private key in PKCS#8 that is not encrypted; make one with: openssl pkcs8"
                + " -topk8 -nocrypt"));
  }

  private static PrivateKey key(String algorithm, byte[] der) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  /** The certificates of a file that may hold a key as well. */
  static byte[] onlyCertificates(byte[] text) {
    StringBuilder certificates = new StringBuilder();
    Matcher block = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        certificates.append(block.group()).append('\n');
      }
    }
    return certificates.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** PKCS#1 within PKCS#8. */
  private static byte[] wrapped(byte[] rsa) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(RSA_HEAD);
    element(inner, 0x04, rsa);
    ByteArrayOutputStream outer = new ByteArrayOutputStream();
    element(outer, 0x30, inner.toByteArray());
    return outer.toByteArray();
  }

  private static void element(ByteArrayOutputStream out, int tag, byte[] content) {
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
  }
}
