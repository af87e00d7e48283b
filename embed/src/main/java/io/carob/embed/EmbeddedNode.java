package io.carob.embed;

import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverStatus;
import io.carob.api.embed.Carob;
import io.carob.api.embed.EngineFactory;
import io.carob.api.embed.StorageFactory;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.api.snapshot.Snapshots;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A node that runs. */
final class EmbeddedNode implements Carob {

  private static final Comparator<DriverInfo> BY_TYPE_AND_NAME =
      Comparator.comparing(DriverInfo::type).thenComparing(DriverInfo::name);

  private final StorageFactory.Opened storage;
  private final EngineFactory.Made engine;
  private final Endings endings;

  EmbeddedNode(StorageFactory.Opened storage, EngineFactory.Made engine, Endings endings) {
    this.storage = storage;
    this.engine = engine;
    this.endings = endings;
  }

  @Override
  public Images images() {
    return storage.images();
  }

  @Override
  public Registries registries() {
    return storage.registries();
  }

  @Override
  public Snapshots snapshots() {
    return storage.snapshots();
  }

  @Override
  public Resources resources() {
    return engine.resources();
  }

  @Override
  public Pods pods() {
    return engine.pods();
  }

  @Override
  public Events events() {
    return engine.events();
  }

  @Override
  public List<DriverStatus> drivers() {
    return Stream.of(
            storage.snapshotters().statuses(),
            engine.sandboxes().statuses(),
            engine.runtimes().statuses(),
            engine.volumes().statuses())
        .flatMap(List::stream)
        .sorted(Comparator.comparing(DriverStatus::info, BY_TYPE_AND_NAME)) // stable: serving first
        .toList();
  }

  @Override
  public void close() {
    endings.close();
  }
}
