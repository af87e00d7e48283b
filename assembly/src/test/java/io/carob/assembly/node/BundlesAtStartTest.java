package io.carob.assembly.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.Health;
import io.carob.assembly.TestFramework;
import io.carob.testing.TestJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Bundles that come up with the service, some of which cannot. */
@Timeout(60)
class BundlesAtStartTest {

  private Path temp;
  private Framework framework;
  private BundlesAtStart bundles;

  @BeforeEach
  void init(@TempDir Path folder) throws BundleException {
    temp = folder;
    framework =
        TestFramework.in(temp.resolve("cache"), Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "4");
    framework.init();
    bundles = new BundlesAtStart(framework.getBundleContext(), Map.of());
    framework.getBundleContext().addFrameworkListener(bundles);
    framework.getBundleContext().addBundleListener(bundles);
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(0);
  }

  @Test
  void whatIsMissingIsNamedAndHowToMendIt() throws Exception {
    install(TestJar.bundle("io.acme.lacking", "1.0.0").header("Import-Package", "org.nowhere"));
    start();
    assertThat(bundles.check())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.subject()).isEqualTo("bundle io.acme.lacking");
              assertThat(finding.found()).startsWith("did not start: ").contains("org.nowhere");
              assertThat(finding.fix())
                  .contains("carob bundle update io.acme.lacking", " " + temp + "/bundle.jar ");
            });
    assertThat(part().level()).isEqualTo(Health.Level.DEGRADED);
    assertThat(part().found()).contains("io.acme.lacking", "org.nowhere");
  }

  @Test
  void anActivatorThatThrowsIsToldInItsOwnWords() throws Exception {
    install(throwing("io.acme.throwing", Throwing.class));
    start();
    assertThat(part().found()).isEqualTo("bundle io.acme.throwing did not start: no disk today");
  }

  @Test
  void whatRunsAfterAllIsNoTroubleAnyMoreNorWhenItIsStoppedLater() throws Exception {
    Bundle bundle = install(throwing("io.acme.throwing", Throwing.class));
    start();
    Path mended = TestJar.bundle("io.acme.throwing", "1.0.1").write(temp.resolve("mended.jar"));
    try (InputStream in = Files.newInputStream(mended)) {
      bundle.update(in);
    }
    bundle.start();
    assertThat(bundles.check()).isEmpty();
    assertThat(part().level()).isEqualTo(Health.Level.OK);
    bundle.stop();
    assertThat(bundles.check()).isEmpty();
  }

  @Test
  void whatTheLauncherLeftOutIsToldUntilItIsTakenAway() throws Exception {
    Path jar = Files.writeString(temp.resolve("a.jar"), "old");
    BundlesAtStart some =
        new BundlesAtStart(
            framework.getBundleContext(),
            Map.of(jar.toString(), "version 0.9.0 is older than 1.0.0"));
    assertThat(some.check())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.subject()).isEqualTo("bundle jar a.jar");
              assertThat(finding.found()).contains("version 0.9.0 is older than 1.0.0");
              assertThat(finding.fix()).isEqualTo("take " + jar + " away");
            });
    Files.delete(jar);
    assertThat(some.check()).isEmpty();
  }

  @Test
  void nothingIsSaidWhereAllStart() throws Exception {
    install(TestJar.bundle("io.acme.fine", "1.0.0"));
    start();
    assertThat(bundles.check()).isEmpty();
    assertThat(part().found()).isEqualTo("all that were to start did");
  }

  private static TestJar throwing(String name, Class<?> activator) {
    return TestJar.bundle(name, "1.0.0")
        .types(activator)
        .header("Bundle-Activator", activator.getName())
        .header("Import-Package", "org.osgi.framework");
  }

  private Bundle install(TestJar jar) throws IOException, BundleException {
    Path file = jar.write(temp.resolve("bundle.jar"));
    Bundle bundle = framework.getBundleContext().installBundle("reference:" + file.toUri());
    bundle.adapt(BundleStartLevel.class).setStartLevel(2);
    bundle.start();
    return bundle;
  }

  /** The framework tells of the end of its start after all that it tells of bundles. */
  private void start() throws BundleException, InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    framework
        .getBundleContext()
        .addFrameworkListener(
            event -> {
              if (event.getType() == FrameworkEvent.STARTED) {
                started.countDown();
              }
            });
    framework.start();
    started.await();
  }

  private Health.Part part() {
    return bundles.parts().get(0);
  }

  /** Cannot be started. */
  public static final class Throwing implements BundleActivator {

    @Override
    public void start(BundleContext context) {
      throw new IllegalStateException("no disk today");
    }

    @Override
    public void stop(BundleContext context) {}
  }
}
