package io.carob.it;

import io.carob.api.driver.DriverCalls;
import io.carob.api.embed.DriverFactory;
import io.carob.api.node.NodeLayout;
import io.carob.api.volume.VolumePlugin;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Drivers as a node in a plain Java program finds and makes them. */
final class FoundDrivers {

  private FoundDrivers() {}

  /** The volume plugin of that name, made anew. */
  static VolumePlugin volume(String name) {
    return all(VolumePlugin.class)
        .filter(plugin -> plugin.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What the factory of Carob's sandboxes makes for a node; pods get no network. */
  static DriverFactory.Made sandboxes(NodeLayout node) {
    return all(DriverFactory.class)
        .filter(factory -> factory.pid().equals("io.carob.sandbox"))
        .findFirst()
        .orElseThrow()
        .make(new Home(node, Map.of("cni.conf.dir", node.root().resolve("none").toString())));
  }

  private static <S> Stream<S> all(Class<S> type) {
    return ServiceLoader.load(type).stream().map(ServiceLoader.Provider::get);
  }

  private record Home(NodeLayout layout, Map<String, String> settings)
      implements DriverFactory.Home {

    @Override
    public <D> DriverCalls<D> calls(Class<D> spi) {
      throw new IllegalStateException("Carob's own drivers call no others");
    }
  }
}
