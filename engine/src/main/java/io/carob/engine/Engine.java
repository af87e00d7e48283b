package io.carob.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.Subscription;
import io.carob.api.driver.Driver;
import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverGuard;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverListener.Change;
import io.carob.api.driver.DriverTable;
import io.carob.api.driver.DriverUses;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.node.HostCheck;
import io.carob.api.node.MetricSource;
import io.carob.api.node.NodeLayout;
import io.carob.api.node.Sharing;
import io.carob.api.pod.DriverReports;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import io.carob.engine.deployment.Deployments;
import io.carob.engine.event.EventLog;
import io.carob.engine.manifest.ManifestReader;
import io.carob.engine.pod.Node;
import io.carob.engine.pod.PodManager;
import io.carob.engine.pod.Scratch;
import io.carob.engine.resource.ObjectStore;
import io.carob.engine.resource.ResourceService;
import io.carob.engine.resource.StoredConfigObjects;
import io.carob.engine.resource.StoredObject;
import io.carob.engine.sharing.SharingReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The engine, without any framework: give it the node's primitives and drivers, {@link #start} it,
 * and use its services. Drivers come and go at any time. {@link #close} leaves all pods running.
 */
public final class Engine implements AutoCloseable {

  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final ObjectStore store;
  private final EventLog events;
  private final Work work;
  private final DriverTable<SandboxDriver> sandboxes;
  private final DriverTable<ContainerRuntime> runtimes;
  private final DriverTable<VolumePlugin> volumes;
  private final PodManager pods;
  private final Deployments deployments;
  private final ResourceService resources;
  private final SharingReader sharing;
  private final Subscription newImages;
  private final Scratch scratch;
  private final List<DriverReports> reports;
  private final EngineHealth health;
  private volatile EngineConfig config;
  private volatile @Nullable Registries registries;

  /**
   * Opens the store and makes the engine; nothing runs yet.
   *
   * @param layout the node's places
   * @param config how the engine is set up
   * @param images its images
   * @param snapshots its snapshots
   */
  public Engine(NodeLayout layout, EngineConfig config, Images images, Snapshots snapshots) {
    this(layout, config, images, snapshots, new ThreadWork(), openStore(layout));
  }

  Engine(
      NodeLayout layout,
      EngineConfig config,
      Images images,
      Snapshots snapshots,
      Work work,
      ObjectStore store) {
    this.config = config;
    this.work = work;
    this.store = store;
    this.events = new EventLog(work::now);
    this.scratch = new Scratch(layout.run());
    this.sandboxes = table("sandbox", config, CheckedSandbox::new);
    this.runtimes = table("runtime", config, CheckedRuntime::new);
    this.volumes = table("volume", config, CheckedVolume::new);
    Node node =
        new Node(
            layout,
            () -> this.config,
            work,
            store,
            events,
            images,
            () -> Optional.ofNullable(registries),
            snapshots,
            sandboxes,
            runtimes,
            volumes,
            new StoredConfigObjects(store));
    this.pods = new PodManager(node);
    this.resources =
        new ResourceService(
            store, new ManifestReader(this::check), events, new Wiring(), work::now);
    this.deployments = new Deployments(store, events, work, new OwnedPods(), resources::tell);
    this.pods.listen(deployments::podChanged);
    this.pods.listen(pod -> resources.tell(pod.key()));
    this.sharing = new SharingReader(pods, images, snapshots);
    this.reports =
        List.of(
            report("sandbox", sandboxes), report("runtime", runtimes), report("volume", volumes));
    this.health =
        new EngineHealth(
            work,
            pods::adopting,
            () -> this.config,
            sandboxes,
            runtimes,
            name -> isThere(snapshots, name));
    // Pods that wait for an image look again when one has come.
    this.newImages = images.subscribe(image -> pods.hurryAll());
  }

  private static boolean isThere(Snapshots snapshots, String snapshotter) {
    try {
      snapshots.require(snapshotter);
      return true;
    } catch (CarobException e) {
      return false;
    }
  }

  private static <D> DriverTable<D> table(String type, EngineConfig config, DriverGuard<D> guard) {
    DriverTable<D> table = new DriverTable<>(type, config.driverWait(), DRAIN, config.driverCall());
    table.guardBy(guard);
    table.frameBy(DriverLog::enter);
    return table;
  }

  /** Tells what becomes of drivers; when another one serves, pods that wait for it look again. */
  private DriverReports report(String type, DriverTable<?> table) {
    DriverReports report = new DriverReports(type, table, () -> events);
    table.listen(
        (change, status) -> {
          if (change == Change.CAME || change == Change.REPLACED || change == Change.FREED) {
            pods.hurryAll();
          }
        });
    return report;
  }

  /**
   * Sets the engine up in another way, while it works. What has been made stays as it is: drivers
   * that pods got stay theirs, and calls that run keep their limits. Pods that wait look again.
   */
  public void reconfigure(EngineConfig next) {
    config = next;
    for (DriverTable<?> table : List.of(sandboxes, runtimes, volumes)) {
      table.limits(next.driverWait(), next.driverCall());
    }
    pods.hurryAll();
  }

  /** From now on images are pulled by it; by nobody when it is null. */
  public void pullBy(@Nullable Registries next) {
    registries = next;
    if (next != null) {
      pods.hurryAll();
    }
  }

  /** Takes up what the store asks for; pods that still run are adopted. */
  public void start() {
    pods.start();
    deployments.start();
  }

  /** The wanted state. */
  public Resources resources() {
    return resources;
  }

  /** The pods that run. */
  public Pods pods() {
    return pods;
  }

  /** What happened. */
  public Events events() {
    return events;
  }

  /** The sharing report. */
  public Sharing sharing() {
    return sharing;
  }

  /** Checks that what is kept for pods belongs to one. */
  public IntegrityCheck integrity() {
    return pods.check();
  }

  /** The sandbox drivers that are there. */
  public DriverTable<SandboxDriver> sandboxes() {
    return sandboxes;
  }

  /** The container runtimes that are there. */
  public DriverTable<ContainerRuntime> runtimes() {
    return runtimes;
  }

  /** The volume plugins that are there. */
  public DriverTable<VolumePlugin> volumes() {
    return volumes;
  }

  /** A driver came: adds it to its table, and pods that may wait for it look again. */
  public <D> void add(DriverTable<D> table, DriverInfo info, D driver) {
    table.add(info, driver);
    pods.hurryAll();
  }

  /**
   * A driver came that is to check itself, by another thread.
   *
   * @param type the word for its type, as in {@link DriverInfo#type()}
   * @param source where it is from, as in {@link io.carob.api.driver.DriverStatus#source()}
   */
  public <D extends Driver> void add(
      String type, DriverTable<D> table, D driver, String version, String source) {
    DriverInfo info;
    try {
      info = new DriverInfo(type, driver.name(), version, List.of());
    } catch (RuntimeException | LinkageError e) {
      DriverInfo unknown = new DriverInfo(type, driver.getClass().getName(), version, List.of());
      table.refuse(unknown, driver, source, "it does not say what it is: " + e);
      return;
    }
    table.add(info, driver, source, d -> scratch.with(d::selfCheck));
  }

  /** How the engine itself is. */
  EngineHealth health() {
    return health;
  }

  /** How the drivers are. */
  List<DriverReports> reports() {
    return reports;
  }

  /** How many events there were. */
  MetricSource eventCounts() {
    return events.counts();
  }

  /** What could not be cleared at the start. */
  HostCheck leftovers() {
    return pods.leftovers();
  }

  /** The way to the drivers of a type for drivers that pass calls on. */
  <D> DriverCalls<D> calls(String type, DriverTable<D> table) {
    // The subject of a volume is its place, and the pod's source names the driver all the same.
    return type.equals("volume") ? table : pods.passedOn().calls(type, table);
  }

  /** What pods need drivers for. */
  DriverUses uses() {
    return pods.uses();
  }

  /** Something outside came that pods may wait for, such as a snapshotter: they look again. */
  public void hurry() {
    pods.hurryAll();
  }

  /** Stops working; pods go on. */
  @Override
  public void close() {
    newImages.close();
    if (work instanceof ThreadWork threads) {
      threads.close();
    }
    store.close();
  }

  private void check(String plugin, VolumeFields fields) {
    if (volumes.isThere(plugin)) {
      volumes.call(
          plugin,
          "",
          p -> {
            p.validate(fields);
            return true;
          });
    }
  }

  private static ObjectStore openStore(NodeLayout layout) {
    try {
      Files.createDirectories(layout.root());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ObjectStore.open(layout.root().resolve("meta.db"));
  }

  private final class Wiring implements ResourceService.Controllers {
    @Override
    public void changed(StoredObject object) {
      switch (object.key().kind()) {
        case "Pod" -> {
          pods.wake(object);
          deployments.podChanged(object);
        }
        case "Deployment" -> {
          deployments.wake(object);
          store.list("Pod", Optional.of(object.key().namespace())).stream()
              .filter(pod -> pod.ownerUid().equals(object.uid()) && pod.deleting())
              .forEach(pods::wake);
        }
        default -> pods.objectChanged(object.key());
      }
    }

    @Override
    public Optional<ObjectNode> status(StoredObject object) {
      return switch (object.key().kind()) {
        case "Pod" -> Optional.of(pods.status(object));
        case "Deployment" -> Optional.of(deployments.status(object));
        default -> Optional.empty();
      };
    }

    @Override
    public CompletableFuture<Void> whenGone(StoredObject object) {
      return object.key().kind().equals("Deployment")
          ? deployments.whenGone(object)
          : pods.whenGone(object);
    }
  }

  private final class OwnedPods implements Deployments.PodControl {
    @Override
    public void create(ObjectNode pod) {
      resources.create(pod);
    }

    @Override
    public void delete(StoredObject pod) {
      resources.deleteOwned(pod);
    }

    @Override
    public boolean ready(StoredObject pod) {
      return pods.ready(pod);
    }

    @Override
    public boolean stopping() {
      return pods.stopping();
    }
  }
}
