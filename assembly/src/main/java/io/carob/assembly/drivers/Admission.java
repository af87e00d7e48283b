package io.carob.assembly.drivers;

import java.nio.file.Path;
import java.time.Duration;

/** What is asked of each jar of drivers before anything of it runs, whichever way it comes. */
public final class Admission {

  private final Path conf;
  private final Path copies;

  /**
   * Asks what the configuration says.
   *
   * @param conf the folder of configuration, with the policy
   * @param copies where copies lie while they are looked at
   */
  Admission(Path conf, Path copies) {
    this.conf = conf;
    this.copies = copies;
  }

  /** How long the start of a driver may take. */
  public Duration limit() throws Refusal {
    return Policy.read(conf).activation();
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
