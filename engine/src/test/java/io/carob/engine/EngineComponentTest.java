package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.node.NodeLayout;
import io.carob.testing.Fake;
import io.carob.testing.FullRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineComponentTest {

  @Test
  void anEngineWhoseServicesCannotBeOfferedIsClosed(@TempDir Path folder) {
    FakeKernel kernel = new FakeKernel();
    FakeImages images = new FakeImages(kernel);
    NodeLayout layout =
        new NodeLayout(folder.resolve("root"), folder.resolve("run"), "/carob-test");
    EngineComponent component =
        new EngineComponent(
            layout, images, new FakeSnapshots(kernel), Fake.defaults(EngineSettings.class));
    FullRegistry registry = new FullRegistry(6);
    assertThatThrownBy(() -> component.start(registry.context()))
        .hasMessage("the registry is full");
    assertThat(registry.withdrawn()).isEqualTo(registry.offered()).isEqualTo(6);
    assertThat(images.listeners()).isZero();
  }
}
