package io.carob.assembly.drivers;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is asked of a jar before it is used. It is read from its file anew for each jar: so it holds
 * for the first one of a start too, and a file that cannot be understood lets no jar pass.
 *
 * @param checksum whether a jar needs a file with its SHA-256 beside it
 * @param signature whether a jar must be signed
 * @param certificates the folder of the certificates whose owners may sign
 * @param activation how long the start of a driver may take
 */
record Policy(
    boolean checksum, boolean signature, Optional<Path> certificates, Duration activation) {

  static final String FILE = "io.carob.drivers.cfg";
  static final Policy DEFAULT = new Policy(false, false, Optional.empty(), Duration.ofSeconds(20));

  private static final String CHECKSUM = "checksum";
  private static final String SIGNATURE = "signature";
  private static final String CERTIFICATES = "signature.certificates";
  private static final String ACTIVATION = "activation.seconds";
  private static final Set<String> KEYS =
      new TreeSet<>(Set.of(CHECKSUM, SIGNATURE, CERTIFICATES, ACTIVATION));

  /**
   * Reads the policy.
   *
   * @param conf the folder of configuration
   * @throws Refusal when the file cannot be understood
   */
  static Policy read(Path conf) throws Refusal {
    Path file = conf.resolve(FILE);
    if (!Files.exists(file)) {
      return DEFAULT;
    }
    Properties read = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      read.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw refusal(file + " cannot be read: " + e.getMessage());
    }
    for (String key : read.stringPropertyNames()) {
      if (!KEYS.contains(key)) {
        throw refusal(file + " has an unknown key " + key + "; known are " + KEYS);
      }
    }
    String certificates = read.getProperty(CERTIFICATES, "").strip();
    boolean signature = isRequired(file, read, SIGNATURE);
    if (signature && certificates.isEmpty()) {
      throw refusal(
          file + " requires signatures, but names no folder of certificates as " + CERTIFICATES);
    }
    return new Policy(
        isRequired(file, read, CHECKSUM),
        signature,
        certificates.isEmpty() ? Optional.empty() : Optional.of(conf.resolve(certificates)),
        seconds(file, read));
  }

  private static Refusal refusal(String why) {
    return new Refusal(Refusal.Kind.POLICY, "is not looked at: " + why);
  }

  private static boolean isRequired(Path file, Properties read, String key) throws Refusal {
    String value = read.getProperty(key, "off").strip().toLowerCase(Locale.ROOT);
    if (!value.equals("off") && !value.equals("required")) {
      throw refusal(file + ": " + key + " must be off or required, but is \"" + value + "\"");
    }
    return value.equals("required");
  }

  private static Duration seconds(Path file, Properties read) throws Refusal {
    String value =
        read.getProperty(ACTIVATION, String.valueOf(DEFAULT.activation().toSeconds())).strip();
    if (!value.matches("[1-9][0-9]{0,3}")) {
      throw refusal(file + ": " + ACTIVATION + " must be 1 to 9999, but is \"" + value + "\"");
    }
    return Duration.ofSeconds(Long.parseLong(value));
  }

  /**
   * Asks it of a jar.
   *
   * @throws Refusal when the jar does not have what it needs
   */
  void check(JarCopy jar) throws Refusal {
    try {
      if (checksum && !jar.hasSum()) {
        throw Checksum.missing(jar.file());
      }
      if (signature) {
        Signatures.check(jar, certificates.orElseThrow());
      }
    } catch (Refusal e) {
      throw new Refusal(Refusal.Kind.POLICY, e.reason());
    }
  }
}
