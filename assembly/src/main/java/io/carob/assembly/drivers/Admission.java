package io.carob.assembly.drivers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is asked of each jar of an operator before anything of it runs, whichever way it comes. */
public final class Admission {

  /** What the name of the file with a jar's checksum has more than the jar's. */
  public static final String CHECKSUM = Checksum.SUFFIX;

  private final Path conf;
  private final Path copies;

  /**
   * Asks what the configuration says.
   *
   * @param conf the folder of configuration, with the policy
   * @param copies where copies lie while they are looked at
   */
  public Admission(Path conf, Path copies) {
    this.conf = conf;
    this.copies = copies;
  }

  /** How long the start of a driver may take. */
  public Duration limit() throws Refusal {
    return Policy.read(conf).activation();
  }

  /**
   * Asks it of a bundle that does not come by the folder.
   *
   * @throws Refusal when the policy does not let it pass
   */
  public void check(JarCopy jar) throws Refusal {
    Policy.read(conf).check(jar);
  }

  /**
   * Asks it of a bundle that was let in at some time, and is kept.
   *
   * @throws Refusal when the policy does not let it pass now
   */
  public void checkKept(Path jar) throws Refusal {
    Policy policy = Policy.read(conf);
    if (policy.checksum() || policy.signature()) {
      try (JarCopy copy = JarCopy.of(jar, copies)) {
        policy.check(copy);
      }
    }
  }

  /** The folder of certificates, where signatures are required. */
  Optional<Path> certificates() {
    try {
      Policy policy = Policy.read(conf);
      return policy.signature() ? policy.certificates() : Optional.empty();
    } catch (Refusal e) {
      return Optional.empty(); // each jar says so
    }
  }

  /**
   * Who else may write where it is decided which code runs, in words.
   *
   * @param drivers the folder for drivers
   */
  List<String> exposed(Path drivers) {
    List<Path> folders = new ArrayList<>(List.of(drivers, conf));
    try {
      Policy.read(conf).certificates().ifPresent(folders::add);
    } catch (Refusal e) {
      // Nothing passes then; each jar says so.
    }
    return Exposed.troubles(folders);
  }

  /** As {@link #sound}, for a jar that must lie in a folder. */
  JarCopy inFolder(Path file, Path folder) throws Refusal {
    if (!file.toAbsolutePath().normalize().startsWith(folder)) {
      throw new Refusal("is not looked at: jars belong into " + folder);
    }
    return sound(file);
  }

  /** A copy of a jar anywhere that is whole, keeps the policy and offers a driver. */
  JarCopy sound(Path file) throws Refusal {
    Policy policy = Policy.read(conf);
    JarCopy jar = JarCopy.of(file, copies);
    boolean sound = false;
    try {
      policy.check(jar);
      Offer.require(jar);
      sound = true;
      return jar;
    } finally {
      if (!sound) {
        jar.close();
      }
    }
  }
}
