package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.node.HostCheck;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.linux.fs.FileTree;
import io.carob.linux.host.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says of each snapshot driver whether it works on the file system of the node's root. */
final class SnapshotterCheck implements HostCheck {

  private final Path root;
  private final DriverTable<SnapshotDriver> drivers;

  SnapshotterCheck(Path root, DriverTable<SnapshotDriver> drivers) {
    this.root = root;
    this.drivers = drivers;
  }

  @Override
  public List<Finding> check() {
    if (!Capability.effective().contains(Capability.CAP_SYS_ADMIN)) {
      return List.of(); // drivers mount to try themselves out
    }
    return drivers.list().stream().map(DriverInfo::name).map(this::check).toList();
  }

  private Finding check(String name) {
    String subject = "snapshotter " + name;
    try {
      Path scratch = Files.createTempDirectory(root, "check-");
      try {
        drivers.<String>call(
            name,
            "",
            driver -> {
              driver.probe(scratch);
              return name;
            });
        return new Finding(subject, Level.OK, "works on " + root, "");
      } finally {
        FileTree.remove(scratch);
      }
    } catch (CarobException | IOException e) {
      return new Finding(
          subject,
          Level.WARNING,
          String.valueOf(e.getMessage()),
          "use another snapshotter: `snapshotter = native-copy` in conf/io.carob.engine.cfg works on"
              + " every file system");
    }
  }
}
