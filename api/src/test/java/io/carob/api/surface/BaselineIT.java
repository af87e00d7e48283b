package io.carob.api.surface;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Processor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Versions of packages follow what changed since the last release, whose API is committed as text:
 * drivers import packages in ranges of these.
 */
class BaselineIT {

  private static final Path RELEASED = ApiJar.file("baseline/0.1.0.txt");

  @Test
  void theVersionOfAPackageSaysHowItChanged() throws Exception {
    if (Boolean.getBoolean("carob.api.baseline")) {
      BaselineText.of(ApiJar.path()).write(RELEASED);
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
    BaselineText now = BaselineText.of(built);
    BaselineText released = BaselineText.read(RELEASED);
    try (Processor processor = new Processor()) {
      return new Baseline(processor, new DiffPluginImpl())
          .baseline(
              now.tree(),
              now.exports(),
              released.tree(),
              released.exports(),
              new Instructions("io.carob.api,io.carob.api.*"));
    }
  }
}
