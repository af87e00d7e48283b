package io.carob.assembly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.assembly.TestFramework;
import io.carob.testing.TestJar;
import java.io.ByteArrayInputStream;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

class UninstalledBundlesTest {

  private Framework framework;

  @BeforeEach
  void start(@TempDir Path temp) throws Exception {
    framework = TestFramework.in(temp);
    framework.start();
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(0);
  }

  /** A bundle that uses a service as SCR does the configuration's, and goes. */
  private WeakReference<Bundle> comeAndGo(ReferenceQueue<Bundle> queue) throws Exception {
    BundleContext context = framework.getBundleContext();
    Bundle bundle =
        context.installBundle(
            "memory:a", new ByteArrayInputStream(TestJar.bundle("a", "1.0.0").bytes()));
    bundle.start();
    ServiceReference<?> service = context.getServiceReference(Runnable.class);
    assertThat(bundle.getBundleContext().getService(service)).isNotNull();
    assertThat(bundle.getBundleContext().ungetService(service)).isTrue();
    bundle.uninstall();
    framework.adapt(FrameworkWiring.class).refreshBundles(null);
    return new WeakReference<>(bundle, queue);
  }

  @Test
  void nothingKeepsABundleThatWasUninstalled() throws Exception {
    UninstalledBundles.forget(framework.getBundleContext());
    var registered = framework.getBundleContext().registerService(Runnable.class, () -> {}, null);
    ReferenceQueue<Bundle> queue = new ReferenceQueue<>();
    WeakReference<Bundle> gone = comeAndGo(queue);
    for (int i = 0; i < 300 && !gone.refersTo(null); i++) {
      System.gc();
      Reference<?> unused = queue.remove(100);
    }
    assertThat(gone.refersTo(null)).isTrue();
    registered.unregister();
  }
}
