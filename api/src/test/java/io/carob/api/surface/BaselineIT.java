package io.carob.api.surface;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Versions of packages follow what changed since the last release, whose jar is committed: drivers
 * import packages in ranges of these.
 */
class BaselineIT {

  private static final Path RELEASED = ApiJar.file("baseline/io.carob.api-0.1.0.jar");

  @Test
  void theVersionOfAPackageSaysHowItChanged() throws Exception {
    if (Boolean.getBoolean("carob.api.baseline")) {
      Files.createDirectories(RELEASED.getParent());
      Files.copy(ApiJar.path(), RELEASED, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> wrong = new ArrayList<>();
    Set<Baseline.Info> packages = compare(ApiJar.path());
    for (Baseline.Info info : packages) {
      if (info.mismatch) {
        wrong.add(
            "%s is %s; its change since %s is %s, so it must be %s"
                .formatted(
                    info.packageName,
                    info.newerVersion,
                    info.olderVersion,
                    info.packageDiff.getDelta(),
                    info.suggestedVersion));
      }
    }
    assertThat(packages).hasSize(ApiJar.packages().size());
    assertThat(wrong)
        .as(
            "versions in package-info.java; as long as nothing is released, `./carob api --baseline`"
                + " takes the API of now for what was released")
        .isEmpty();
  }

  private static Set<Baseline.Info> compare(Path built) throws Exception {
    try (Processor processor = new Processor();
        Jar now = new Jar(built.toFile());
        Jar released = new Jar(RELEASED.toFile())) {
      Baseline baseline = new Baseline(processor, new DiffPluginImpl());
      return baseline.baseline(now, released, new Instructions("io.carob.api,io.carob.api.*"));
    }
  }
}
