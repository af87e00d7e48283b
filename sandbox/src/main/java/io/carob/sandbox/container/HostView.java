package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.sandbox.host.Cgroups;
import io.carob.sandbox.oci.Capabilities;
import io.carob.sandbox.oci.HostFacts;
import io.carob.sandbox.oci.MountsPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads from the host what the plan of a container must know. */
final class HostView {

  private static final String BOUNDING = "CapBnd:";
  private static final int HEX = 16;

  private HostView() {}

  static HostFacts facts(ContainerSpec spec) {
    Path shm = spec.sandbox().directory().resolve(MountsPlan.SHM);
    return new HostFacts(
        bounding(),
        Cgroups.ofHost().version2Only(),
        oomScoreAdj(),
        spec.security().privileged() ? HostDevices.list() : List.of(),
        Files.isDirectory(shm) ? Optional.of(shm.toString()) : Optional.empty());
  }

  static Set<String> bounding() {
    String mask =
        read("/proc/self/status")
            .lines()
            .filter(line -> line.startsWith(BOUNDING))
            .findFirst()
            .orElse(BOUNDING + "0");
    return Capabilities.ofMask(
        Long.parseUnsignedLong(mask.substring(BOUNDING.length()).strip(), HEX));
  }

  /**
   * A service that the kernel is to spare passes that on to its children: a container goes back to
   * 0. Raising the score needs no privilege; lowering it does, so a raised one stays.
   */
  private static OptionalInt oomScoreAdj() {
    int own = Integer.parseInt(read("/proc/self/oom_score_adj").strip());
    return own < 0 ? OptionalInt.of(0) : OptionalInt.empty();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, file + " cannot be read", e);
    }
  }
}
