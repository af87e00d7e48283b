package io.carob.assembly.conf;

import io.carob.api.node.Health;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import java.util.ArrayList;
import java.util.List;

/** Says which files of configuration are not used as they are. */
final class ConfHealth implements HostCheck, HealthSource {

  private final ConfFolder folder;

  ConfHealth(ConfFolder folder) {
    this.folder = folder;
  }

  @Override
  public List<Finding> check() {
    List<Finding> findings = new ArrayList<>();
    folder
        .faults()
        .forEach(
            (file, result) ->
                findings.add(
                    new Finding(
                        "configuration " + file.getFileName(),
                        result.errors().isEmpty() ? Level.WARNING : Level.FAILED,
                        result.text(),
                        "mend " + file + ", or take it away; `carob config` shows what is known")));
    return findings;
  }

  @Override
  public List<Health.Part> parts() {
    List<String> troubles = new ArrayList<>();
    folder
        .faults()
        .forEach((file, result) -> troubles.add(ConfCheck.name(file) + ": " + result.text()));
    return List.of(
        new Health.Part(
            "configuration",
            Health.Kind.READY,
            troubles.isEmpty() ? Health.Level.OK : Health.Level.DEGRADED,
            troubles.isEmpty()
                ? "all of it is used"
                : String.join("; ", troubles) + ". Mend it, or take the file away"));
  }
}
