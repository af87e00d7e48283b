package io.carob.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.driver.DriverTable;
import io.carob.api.node.NodeLayout;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.image.store.ImageStoreComponent.Config;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class ImageStoreComponentTest {

  private final AtomicInteger offered = new AtomicInteger();
  private final AtomicInteger withdrawn = new AtomicInteger();

  @Test
  void aStoreWhoseServicesCannotBeOfferedIsClosed(@TempDir Path folder) {
    NodeLayout layout =
        new NodeLayout(folder.resolve("root"), folder.resolve("run"), "/carob-test");
    Config config = fake(Config.class, Method::getDefaultValue);
    BundleContext context = fake(BundleContext.class, this::register);
    assertThatThrownBy(() -> new ImageStoreComponent(layout, context, config))
        .hasMessage("thrown by a test");
    assertThat(withdrawn.get()).isEqualTo(offered.get()).isEqualTo(3);
    DriverTable<SnapshotDriver> table =
        new DriverTable<>("snapshotter", Duration.ZERO, Duration.ZERO);
    try (ImageStore again = ImageStore.open(layout.root(), table)) {
      assertThat(again.drivers()).isEmpty();
    }
  }

  private Object register(Method method) {
    if (offered.get() == 3) {
      throw new IllegalStateException("thrown by a test");
    }
    offered.incrementAndGet();
    return fake(ServiceRegistration.class, unregister -> withdrawn.incrementAndGet());
  }

  private interface Answer {
    @Nullable Object to(Method method);
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            ImageStoreComponentTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              @Nullable Object told = answer.to(method);
              return method.getReturnType() == void.class ? null : told;
            }));
  }
}
