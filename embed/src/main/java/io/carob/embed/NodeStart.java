package io.carob.embed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverCalls;
import io.carob.api.embed.Carob;
import io.carob.api.embed.DriverFactory;
import io.carob.api.embed.DriverSet;
import io.carob.api.embed.EngineFactory;
import io.carob.api.embed.StorageFactory;
import io.carob.api.node.DataVersion;
import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.volume.VolumePlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a node: storage, controller, drivers; what fails closes what has been opened. */
final class NodeStart {

  private static final Logger log = LoggerFactory.getLogger(NodeStart.class);

  private final NodeLayout layout;
  private final NodeSettings settings;
  private final StorageFactory storages;
  private final EngineFactory engines;
  private final List<DriverFactory> factories;
  private final Endings endings = new Endings();

  private NodeStart(NodeLayout layout, NodeSettings settings) {
    this.layout = layout;
    this.settings = settings;
    this.storages =
        Parts.one(
            Parts.all(loader -> ServiceLoader.load(StorageFactory.class, loader)),
            "carob-image-store");
    this.engines =
        Parts.one(
            Parts.all(loader -> ServiceLoader.load(EngineFactory.class, loader)), "carob-engine");
    this.factories = Parts.all(loader -> ServiceLoader.load(DriverFactory.class, loader));
    List<String> pids = new ArrayList<>(List.of(storages.pid(), engines.pid()));
    factories.forEach(factory -> pids.add(factory.pid()));
    settings.check(pids);
  }

  static Carob start(NodeLayout layout, NodeSettings settings, DriverLists given) {
    NodeStart start = new NodeStart(layout, settings);
    try {
      return start.start(given.copy());
    } catch (LinkageError e) {
      CarobException failure = unsupported(e);
      start.endings.closeAfter(failure);
      throw failure;
    } catch (RuntimeException | Error e) {
      start.endings.closeAfter(e);
      throw e;
    }
  }

  private static CarobException unsupported(Throwable e) {
    return new CarobException(
        ErrorCode.UNSUPPORTED,
        "starting a node in this program: a library is not there, or its native code cannot be"
            + " loaded: "
            + e,
        e);
  }

  private Carob start(DriverLists drivers) {
    endings.add(NodeFolder.take("root", layout.root()));
    endings.add(NodeFolder.take("run", layout.run()));
    takeData();
    StorageFactory.Opened storage = storages.open(layout, settings.of(storages.pid()));
    endings.add(storage);
    EngineFactory.Made engine = engines.make(layout, settings.of(engines.pid()), storage);
    storage.tell(engine.events());
    // Drivers end after the engine, which calls them, and before the store that they may work in.
    Endings ofDrivers = new Endings();
    endings.add(ofDrivers::close);
    endings.add(engine);
    for (DriverFactory factory : factories) {
      DriverFactory.Made made =
          factory.make(new Home(layout, settings.of(factory.pid()), storage, engine));
      ofDrivers.add(made.end());
      drivers.snapshotters.addAll(made.snapshotters());
      drivers.sandboxes.addAll(made.sandboxes());
      drivers.runtimes.addAll(made.runtimes());
      drivers.volumes.addAll(made.volumes());
    }
    find(drivers);
    add(storage.snapshotters(), drivers.snapshotters);
    add(engine.sandboxes(), drivers.sandboxes);
    add(engine.runtimes(), drivers.runtimes);
    add(engine.volumes(), drivers.volumes);
    engine.start();
    return new EmbeddedNode(storage, engine, endings);
  }

  /** The service on this root does the same, so neither misreads what a newer release wrote. */
  private void takeData() {
    String release = Versions.of(this);
    DataVersion.take(layout.root(), release)
        .ifPresent(
            last ->
                log.info(
                    "{} was last used by Carob {}, now by {}",
                    layout.root(),
                    last.release(),
                    release));
  }

  private static void find(DriverLists drivers) {
    drivers.snapshotters.addAll(
        Parts.all(loader -> ServiceLoader.load(SnapshotDriver.class, loader)));
    drivers.sandboxes.addAll(Parts.all(loader -> ServiceLoader.load(SandboxDriver.class, loader)));
    drivers.runtimes.addAll(
        Parts.all(loader -> ServiceLoader.load(ContainerRuntime.class, loader)));
    drivers.volumes.addAll(Parts.all(loader -> ServiceLoader.load(VolumePlugin.class, loader)));
  }

  private static <D> void add(DriverSet<D> set, List<D> drivers) {
    drivers.forEach(driver -> set.add(driver, Versions.of(driver)));
  }

  /** Where the drivers of one factory work. */
  private record Home(
      NodeLayout layout,
      Map<String, String> settings,
      StorageFactory.Opened storage,
      EngineFactory.Made engine)
      implements DriverFactory.Home {

    @Override
    @SuppressWarnings("unchecked") // each set is of the type that was asked for
    public <D> DriverCalls<D> calls(Class<D> spi) {
      DriverCalls<?> calls;
      if (spi == SnapshotDriver.class) {
        calls = storage.snapshotters();
      } else if (spi == SandboxDriver.class) {
        calls = engine.sandboxes();
      } else if (spi == ContainerRuntime.class) {
        calls = engine.runtimes();
      } else if (spi == VolumePlugin.class) {
        calls = engine.volumes();
      } else {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT, "there are no drivers of the type " + spi.getName());
      }
      return (DriverCalls<D>) calls;
    }
  }
}
