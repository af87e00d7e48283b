package io.carob.embed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.embed.Carob;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.volume.VolumePlugin;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes down what a node is to be like. */
final class NodeBuilder implements Carob.Builder {

  private final NodeSettings settings = new NodeSettings();
  private final DriverLists given = new DriverLists();
  private @Nullable Path root;
  private @Nullable Path run;
  private String cgroup = "/carob";

  @Override
  public Carob.Builder root(Path folder) {
    root = Objects.requireNonNull(folder);
    return this;
  }

  @Override
  public Carob.Builder run(Path folder) {
    run = Objects.requireNonNull(folder);
    return this;
  }

  @Override
  public Carob.Builder cgroup(String name) {
    cgroup = Objects.requireNonNull(name);
    return this;
  }

  @Override
  public Carob.Builder set(String pid, String key, String value) {
    settings.set(pid, key, value);
    return this;
  }

  @Override
  public Carob.Builder driver(SnapshotDriver driver) {
    given.snapshotters.add(Objects.requireNonNull(driver));
    return this;
  }

  @Override
  public Carob.Builder driver(SandboxDriver driver) {
    given.sandboxes.add(Objects.requireNonNull(driver));
    return this;
  }

  @Override
  public Carob.Builder driver(ContainerRuntime driver) {
    given.runtimes.add(Objects.requireNonNull(driver));
    return this;
  }

  @Override
  public Carob.Builder driver(VolumePlugin driver) {
    given.volumes.add(Objects.requireNonNull(driver));
    return this;
  }

  @Override
  public Carob start() {
    NodeLayout layout = new NodeLayout(folder("root", root), folder("run", run), cgroup);
    HostRights.require();
    return NodeStart.start(layout, settings, given);
  }

  private static Path folder(String what, @Nullable Path folder) {
    if (folder == null) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "starting a node in this program: no "
              + what
              + " folder is given. Give one by Carob.Builder."
              + what);
    }
    return folder.normalize();
  }
}
