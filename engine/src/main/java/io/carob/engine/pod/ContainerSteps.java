package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Mount;
import io.carob.api.image.Image;
import io.carob.api.image.ImageConfig;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.Registries;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotOptions;
import io.carob.engine.manifest.StorageLimit;
import io.fabric8.kubernetes.api.model.Container;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes, starts and removes the containers of one pod. */
final class ContainerSteps {

  private final Node node;
  private final PodFolder folder;
  private final PodCell cell;
  private final PodWatch watch;
  private final ImagePulls pulls;

  ContainerSteps(Node node, PodFolder folder, PodCell cell, PodWatch watch, ImagePulls pulls) {
    this.node = node;
    this.folder = folder;
    this.cell = cell;
    this.watch = watch;
    this.pulls = pulls;
  }

  /**
   * Decides everything about the next run of a container.
   *
   * @throws NotYet when something that it needs is not there
   */
  Made decide(PodView pod, String name) {
    Container container = pod.container(name);
    ContainerState state = cell.container(name);
    String driver = state.made() == null ? pod.snapshotter(node.config()) : state.made().driver();
    Image image = state.made() == null ? image(container, driver) : same(container, state.made());
    prepareSnapshot(pod, name, image, driver);
    String runtime = pod.runtime(node.config());
    int form = node.runtimes().call(runtime, "", ContainerRuntime::diskFormat);
    try {
      DownwardFields fields =
          new DownwardFields(
              pod, cell.get().addresses(), HostFacts.address(), node.config().nodeName());
      Map<String, String> own = new EnvPlan(pod, fields, node.objects()).own(container);
      ImageConfig config = image.config();
      List<ContainerMount> mounts = MountPlan.of(pod, container, cell.get(), folder.etc(), own);
      return new Made(
          ContainerId.of(pod.uid(), name, state.attempt() + 1),
          runtime,
          image.id().toString(),
          driver,
          CommandPlan.of(container, config, own),
          EnvPlan.whole(config.env(), pod.hostname(), own),
          workingDir(container, config),
          config.user(),
          mounts,
          config.stopSignal().isEmpty() ? "SIGTERM" : config.stopSignal(),
          form);
    } catch (CarobException e) {
      throw new NotYet("CreateContainerConfigError", e);
    }
  }

  /** Makes and starts the container that was decided on, or ends what a crash left half done. */
  ContainerStatus bring(PodView pod, Sandbox sandbox, ContainerState state, Made made) {
    folder.make(folder.container(state.name()));
    Path directory = directory(made);
    RunFolders.make(directory);
    List<Mount> rootfs = node.snapshots().mounts(made.driver(), pod.snapshot(state.name()));
    ContainerSpec spec =
        new ContainerSpec(
            made.id(),
            state.name(),
            directory,
            sandbox,
            node.layout().cgroupParent() + "/pod" + pod.uid(),
            rootfs,
            made.args(),
            made.env(),
            made.workingDir(),
            made.user(),
            made.mounts(),
            SecurityPlan.of(pod.spec(), pod.container(state.name())),
            folder.log(state.name(), state.attempt()),
            annotations(pod, state.name()));
    ContainerStatus created = call(made, r -> create(r, made, spec));
    return created.state() == State.CREATED ? call(made, r -> start(r, made, directory)) : created;
  }

  private static ContainerStatus create(ContainerRuntime runtime, Made made, ContainerSpec spec) {
    Forms.expect("container " + made.id(), made.form(), runtime.diskFormat());
    return runtime.create(spec);
  }

  private static ContainerStatus start(ContainerRuntime runtime, Made made, Path directory) {
    Forms.expect("container " + made.id(), made.form(), runtime.diskFormat());
    return runtime.start(made.id(), directory);
  }

  /** Calls the runtime of a run; no two versions of it work on that at once. */
  private <R> R call(Made made, Function<ContainerRuntime, R> work) {
    return node.runtimes()
        .call(
            made.runtime(),
            made.id(),
            r -> {
              Forms.check(r, "container " + made.id(), made.form());
              return work.apply(r);
            });
  }

  /** Notes that the container runs, and waits for its end. */
  void started(ContainerState state, Made made, ContainerStatus status) {
    Instant started = status.started().orElse(node.work().now());
    cell.note(
        state.running(
            new Running(status.pid(), status.rootfs().toString(), status.created(), started)));
    watch.container(made);
  }

  void signal(Made made, String signal) {
    boolean unused =
        this.<Boolean>call(
            made,
            r -> {
              r.signal(made.id(), directory(made), signal);
              return true;
            });
  }

  /** Removes a run from the runtime; its snapshot and its log stay. */
  void remove(@Nullable Made made) {
    if (made == null) {
      return;
    }
    Path directory = directory(made);
    boolean unused =
        this.<Boolean>call(
            made,
            r -> {
              r.remove(made.id(), directory);
              return true;
            });
    watch.forget(made.id());
    Trees.delete(directory);
  }

  /**
   * Removes the writable layer. One whose container was never written down may be on the driver
   * that was the default when it was prepared.
   */
  void removeSnapshot(PodView pod, ContainerState state) {
    SnapshotKey key = pod.snapshot(state.name());
    List<String> drivers =
        state.made() == null
            ? node.snapshots().list(Optional.empty()).stream()
                .filter(snapshot -> snapshot.key().equals(key))
                .map(SnapshotInfo::driver)
                .toList()
            : List.of(state.made().driver());
    for (String driver : drivers) {
      if (node.snapshots().stat(driver, key).isPresent()) {
        node.snapshots().remove(driver, key);
      }
    }
  }

  private Path directory(Made made) {
    return node.layout().container(made.id());
  }

  /** The image of the first run stays the image, also when its name moves to another one. */
  private Image same(Container container, Made before) {
    return here(before.imageId()).orElseThrow(() -> neverPulled(container.getImage()));
  }

  /** The image for the first run, pulled when the container's policy says so. */
  private Image image(Container container, String snapshotter) {
    ImageReference name = name(container.getImage());
    PullPolicy policy = PullPolicy.of(container, name);
    Optional<Registries> registries =
        node.registries().get().filter(r -> policy != PullPolicy.NEVER && r.canPull(name));
    Optional<Image> here = here(container.getImage());
    if (registries.isPresent() && (policy == PullPolicy.ALWAYS || here.isEmpty())) {
      return pulls.get(container.getName(), name, snapshotter, registries.get());
    }
    pulls.forget(container.getName());
    return here.orElseThrow(() -> neverPulled(container.getImage()));
  }

  private static ImageReference name(String image) {
    try {
      return ImageReference.parse(image);
    } catch (CarobException e) {
      throw new NotYet("InvalidImageName", e);
    }
  }

  private Optional<Image> here(String image) {
    try {
      return Optional.of(node.images().get(image));
    } catch (CarobException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw new NotYet("InvalidImageName", e);
      }
      return Optional.empty();
    }
  }

  private static NotYet neverPulled(String image) {
    return new NotYet(
        "ErrImageNeverPull",
        new CarobException(
            ErrorCode.NOT_FOUND,
            "image \""
                + image
                + "\" is not on this node, and is not pulled: its name has no registry, or its"
                + " policy is Never. Bring it with: carob image import FILE"));
  }

  private void prepareSnapshot(PodView pod, String name, Image image, String driver) {
    try {
      // A driver that is not there is told at once; waiting here would also hold up the pod's end.
      node.runtimes().require(pod.runtime(node.config()));
      node.snapshots().require(driver);
      Digest id = image.id();
      Optional<SnapshotKey> parent = node.images().unpack(id, driver, ImportProgress.NONE);
      node.snapshots()
          .prepare(
              driver,
              pod.snapshot(name),
              parent,
              Map.of(
                  "carob.io/namespace", pod.key().namespace(),
                  "carob.io/pod", pod.key().name(),
                  "carob.io/container", name),
              options(pod.container(name)));
    } catch (CarobException e) {
      throw new NotYet("CreateContainerError", e);
    }
  }

  private static SnapshotOptions options(Container container) {
    OptionalLong limit = StorageLimit.of(container);
    return limit.isPresent() ? SnapshotOptions.limit(limit.getAsLong()) : SnapshotOptions.NONE;
  }

  private static String workingDir(Container container, ImageConfig config) {
    if (container.getWorkingDir() != null && !container.getWorkingDir().isEmpty()) {
      return container.getWorkingDir();
    }
    return config.workingDir().isEmpty() ? "/" : config.workingDir();
  }

  private static Map<String, String> annotations(PodView pod, String name) {
    return Map.of(
        "io.kubernetes.pod.namespace", pod.key().namespace(),
        "io.kubernetes.pod.name", pod.key().name(),
        "io.kubernetes.pod.uid", pod.uid(),
        "io.kubernetes.container.name", name);
  }
}
