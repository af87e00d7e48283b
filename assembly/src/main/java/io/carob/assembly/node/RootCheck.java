package io.carob.assembly.node;

import io.carob.api.node.HostCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says whether this process is root; checks that need root are made by root alone. */
final class RootCheck implements HostCheck {

  private final int user;

  RootCheck(int user) {
    this.user = user;
  }

  static RootCheck ofThisProcess() {
    try {
      return new RootCheck((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      throw new IllegalStateException("/proc cannot be read; is it mounted?", e);
    }
  }

  @Override
  public List<Finding> check() {
    return List.of(
        user == 0
            ? new Finding("root", Level.OK, "runs as root", "")
            : new Finding(
                "root",
                Level.FAILED,
                "runs as user "
                    + user
                    + ", but only root may mount and make namespaces; what needs root was not"
                    + " checked",
                "sudo carob check"));
  }
}
