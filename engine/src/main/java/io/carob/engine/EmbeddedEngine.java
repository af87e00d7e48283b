package io.carob.engine;

import io.carob.api.embed.EngineFactory;
import io.carob.api.embed.Settings;
import io.carob.api.embed.StorageFactory;
import io.carob.api.node.NodeLayout;
import java.util.Map;

/** Makes the engine where there is no OSGi. */
public final class EmbeddedEngine implements EngineFactory {

  /** For {@code ServiceLoader}. */
  public EmbeddedEngine() {}

  @Override
  public String pid() {
    return "io.carob.engine";
  }

  @Override
  public Made make(NodeLayout layout, Map<String, String> settings, StorageFactory.Opened storage) {
    EngineConfig config = EngineSetup.config(Settings.read(pid(), EngineSettings.class, settings));
    Engine engine = new Engine(layout, config, storage.images(), storage.snapshots());
    engine.pullBy(storage.registries());
    return new MadeEngine(engine);
  }
}
