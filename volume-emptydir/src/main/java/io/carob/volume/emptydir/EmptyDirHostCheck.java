package io.carob.volume.emptydir;

import io.carob.api.node.HostCheck;
import io.carob.linux.mount.LimitedFileSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;

/** Looks for what size limits on disk, of volumes and of writable layers, need of the host. */
@Component
public final class EmptyDirHostCheck implements HostCheck {

  private static final String SUBJECT = "size limits on disk";

  private final Map<String, String> programs;

  /** Looks for the real programs. */
  public EmptyDirHostCheck() {
    this(LimitedFileSystem.PROGRAMS);
  }

  /** Looks for these programs, each with the Debian package it comes from. */
  EmptyDirHostCheck(Map<String, String> programs) {
    this.programs = new TreeMap<>(programs);
  }

  @Override
  public List<Finding> check() {
    List<String> missing = new ArrayList<>();
    programs.keySet().stream().filter(p -> !LimitedFileSystem.hasProgram(p)).forEach(missing::add);
    if (missing.isEmpty()) {
      return List.of(new Finding(SUBJECT, Level.OK, String.join(", ", programs.keySet()), ""));
    }
    List<String> packages = missing.stream().map(programs::get).distinct().sorted().toList();
    return List.of(
        new Finding(
            SUBJECT,
            Level.WARNING,
            "not installed: "
                + String.join(", ", missing)
                + "; pods with a sizeLimit or a limit of ephemeral-storage cannot start",
            "apt-get install " + String.join(" ", packages)));
  }
}
