package io.carob.embed;

import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.volume.VolumePlugin;
import java.util.ArrayList;
import java.util.List;

/** Drivers by type; of one name, the first is to serve. */
final class DriverLists {

  final List<SnapshotDriver> snapshotters = new ArrayList<>();
  final List<SandboxDriver> sandboxes = new ArrayList<>();
  final List<ContainerRuntime> runtimes = new ArrayList<>();
  final List<VolumePlugin> volumes = new ArrayList<>();

  DriverLists copy() {
    DriverLists copy = new DriverLists();
    copy.snapshotters.addAll(snapshotters);
    copy.sandboxes.addAll(sandboxes);
    copy.runtimes.addAll(runtimes);
    copy.volumes.addAll(volumes);
    return copy;
  }
}
