package io.carob.engine;

import io.carob.api.driver.Driver;
import io.carob.api.driver.DriverStatus;
import io.carob.api.driver.DriverTable;
import io.carob.api.embed.DriverSet;
import io.carob.api.embed.EngineFactory;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.volume.VolumePlugin;
import java.util.List;
import java.util.function.Function;

/** An engine, as those see it who made it without OSGi. */
record MadeEngine(Engine engine) implements EngineFactory.Made {

  @Override
  public DriverSet<SandboxDriver> sandboxes() {
    return new Drivers<>(engine, "sandbox", engine.sandboxes());
  }

  @Override
  public DriverSet<ContainerRuntime> runtimes() {
    return new Drivers<>(engine, "runtime", engine.runtimes());
  }

  @Override
  public DriverSet<VolumePlugin> volumes() {
    return new Drivers<>(engine, "volume", engine.volumes());
  }

  @Override
  public void start() {
    engine.start();
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
  public void close() {
    engine.close();
  }

  private record Drivers<D extends Driver>(Engine engine, String type, DriverTable<D> table)
      implements DriverSet<D> {

    @Override
    public void add(D driver, String version) {
      engine.add(type, table, driver, version, "class path");
    }

    @Override
    public void remove(D driver) {
      table.remove(driver);
    }

    @Override
    public List<DriverStatus> statuses() {
      return table.statuses();
    }

    @Override
    public <R> R call(String of, String subject, Function<? super D, ? extends R> call) {
      return engine.calls(type, table).call(of, subject, call);
    }
  }
}
