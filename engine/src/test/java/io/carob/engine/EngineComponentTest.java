package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.node.NodeLayout;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class EngineComponentTest {

  private final AtomicInteger offered = new AtomicInteger();
  private final AtomicInteger withdrawn = new AtomicInteger();

  @Test
  void anEngineWhoseServicesCannotBeOfferedIsClosed(@TempDir Path folder) {
    FakeKernel kernel = new FakeKernel();
    FakeImages images = new FakeImages(kernel);
    NodeLayout layout =
        new NodeLayout(folder.resolve("root"), folder.resolve("run"), "/carob-test");
    EngineComponent component =
        new EngineComponent(
            layout, images, new FakeSnapshots(kernel), fake(EngineSettings.class, this::setting));
    BundleContext context = fake(BundleContext.class, this::register);
    assertThatThrownBy(() -> component.start(context)).hasMessage("thrown by a test");
    assertThat(withdrawn.get()).isEqualTo(offered.get()).isGreaterThan(3);
    assertThat(images.listeners()).isZero();
  }

  private @Nullable Object setting(Method method) {
    return method.getDefaultValue();
  }

  private Object register(Method method) {
    if (offered.get() == 6) {
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
            EngineComponentTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              @Nullable Object told = answer.to(method);
              return method.getReturnType() == void.class ? null : told;
            }));
  }
}
