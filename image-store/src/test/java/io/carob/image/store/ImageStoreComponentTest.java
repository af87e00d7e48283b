package io.carob.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.driver.DriverTable;
import io.carob.api.node.NodeLayout;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.image.store.ImageStoreComponent.Config;
import io.carob.testing.Fake;
import io.carob.testing.FullRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreComponentTest {

  @Test
  void aStoreWhoseServicesCannotBeOfferedIsClosed(@TempDir Path folder) {
    NodeLayout layout =
        new NodeLayout(folder.resolve("root"), folder.resolve("run"), "/carob-test");
    Config config = Fake.defaults(Config.class);
    FullRegistry registry = new FullRegistry(3);
    assertThatThrownBy(() -> new ImageStoreComponent(layout, registry.context(), config))
        .hasMessage("the registry is full");
    assertThat(registry.withdrawn()).isEqualTo(registry.offered()).isEqualTo(3);
    DriverTable<SnapshotDriver> table =
        new DriverTable<>("snapshotter", Duration.ZERO, Duration.ZERO);
    try (ImageStore again = ImageStore.open(layout.root(), table)) {
      assertThat(again.drivers()).isEmpty();
    }
  }
}
