package io.carob.image.store;

import io.carob.api.embed.Settings;
import io.carob.api.embed.StorageFactory;
import io.carob.api.node.NodeLayout;
import io.carob.image.store.gc.GcPolicy;
import java.util.Map;

/** Opens the store where there is no OSGi. */
public final class EmbeddedStorage implements StorageFactory {

  /** For {@code ServiceLoader}. */
  public EmbeddedStorage() {}

  @Override
  public String pid() {
    return "io.carob.image.store";
  }

  @Override
  public Opened open(NodeLayout layout, Map<String, String> settings) {
    var config = Settings.read(pid(), ImageStoreComponent.Config.class, settings);
    GcPolicy policy = StoreSetup.policy(config);
    ImageStore store =
        ImageStore.open(layout.root(), StoreSetup.drivers(config), StoreSetup.registries(config));
    store.collectBy(policy, StoreSetup.interval(config));
    return new OpenedStore(store);
  }
}
