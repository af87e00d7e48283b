package io.carob.assembly.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.node.Bundles.BundleInfo;
import io.carob.api.volume.VolumePlugin;
import io.carob.assembly.TestFramework;
import io.carob.assembly.drivers.DropIn;
import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** Bundle commands on a driver that another one replaces, in a framework that runs. */
@Timeout(120)
class DriverReplacedTest {

  private static final String NAME = "io.acme.serving";

  private Path temp;
  private Framework framework;
  private DropIn dropIn;
  private FrameworkBundles bundles;

  @BeforeEach
  void start(@TempDir Path folder) throws BundleException, IOException {
    temp = folder;
    Files.writeString(temp.resolve("io.carob.drivers.cfg"), "activation.seconds = 300\n");
    framework =
        TestFramework.in(
            temp.resolve("cache"),
            Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
            "9",
            Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
            "io.carob.api,io.carob.api.driver,io.carob.api.volume");
    framework.start();
    dropIn = TestFramework.dropIn(framework, temp, temp, temp.resolve("run"));
    bundles =
        new FrameworkBundles(
            framework.getBundleContext(), kept(), dropIn.bundles(), dropIn.admission());
  }

  @AfterEach
  void stop() throws Exception {
    ServingActivator.release();
    dropIn.close();
    framework.stop();
    framework.waitForStop(0);
  }

  @Test
  void whoUninstallsADriverThatIsBeingReplacedWaitsAndMeansItsSuccessor() throws Exception {
    bundles.install(jar("1.0.0"));
    CountDownLatch start = ServingActivator.hold("start", "2.0.0");
    FutureTask<BundleInfo> update = begin(() -> bundles.update(NAME, jar("2.0.0")));
    await(() -> states().equals(List.of("1.0.0 ACTIVE", "2.0.0 STARTING")));
    FutureTask<Boolean> uninstall =
        new FutureTask<>(
            () -> {
              bundles.uninstall(NAME);
              return true;
            });
    Thread waits = new Thread(uninstall, "uninstall");
    waits.start();
    await(() -> waits.getState() == Thread.State.TIMED_WAITING && isInTurn(waits));
    assertThat(states()).contains("1.0.0 ACTIVE");
    start.countDown();
    assertThat(update.get().version()).isEqualTo("2.0.0");
    assertThat(uninstall.get()).isTrue();
    assertThat(states()).isEmpty();
    assertThat(kept()).isEmptyDirectory();
  }

  @Test
  void oneThatHasNotStoppedYetIsNotMeantByTheName() throws Exception {
    bundles.install(jar("1.0.0"));
    CountDownLatch stop = ServingActivator.hold("stop", "1.0.0");
    try {
      assertThat(bundles.update(NAME, jar("2.0.0")).version()).isEqualTo("2.0.0");
      assertThat(states()).containsExactly("1.0.0 STOPPING", "2.0.0 ACTIVE");
      assertThat(bundles.stop(NAME).version()).isEqualTo("2.0.0");
      assertThat(bundles.start(NAME).version()).isEqualTo("2.0.0");
      Path third = jar("3.0.0");
      assertThatThrownBy(() -> bundles.install(third)).hasMessageContaining("version 2.0.0");
      bundles.uninstall(NAME);
      assertThat(kept()).isEmptyDirectory();
      assertThat(bundles.install(third).version()).isEqualTo("3.0.0");
      assertThat(states()).containsExactly("1.0.0 STOPPING", "3.0.0 ACTIVE");
    } finally {
      stop.countDown();
    }
    await(() -> states().equals(List.of("3.0.0 ACTIVE")));
  }

  @Test
  void aDriverThatCannotBeKeptIsNotInstalled() throws Exception {
    keepNothing();
    Path first = jar("1.0.0");
    assertThatThrownBy(() -> bundles.install(first)).hasMessageContaining("cannot keep bundle");
    assertThat(states()).isEmpty();
    keepAgain();
    assertThat(bundles.install(first).version()).isEqualTo("1.0.0");
  }

  @Test
  void aDriverWhoseSuccessorCannotBeKeptServesOn() throws Exception {
    bundles.install(jar("1.0.0"));
    keepNothing();
    Path second = jar("2.0.0");
    assertThatThrownBy(() -> bundles.update(NAME, second))
        .hasMessageContaining("cannot keep bundle")
        .hasMessageContaining("version 1.0.0 goes on as before");
    assertThat(states()).containsExactly("1.0.0 ACTIVE");
    assertThat(bundles.troubles().get(NAME)).contains("cannot keep bundle");
    keepAgain();
    assertThat(bundles.update(NAME, second).version()).isEqualTo("2.0.0");
    await(() -> states().equals(List.of("2.0.0 ACTIVE")));
    assertThat(bundles.troubles()).isEmpty();
  }

  /** From now on no jar of the bundle can be written into the folder of those that are kept. */
  private void keepNothing() throws IOException {
    Files.createDirectories(obstacle());
  }

  private void keepAgain() throws IOException {
    Files.delete(obstacle());
    Files.delete(obstacle().getParent());
  }

  private Path obstacle() {
    return kept().resolve("." + NAME + ".new/full");
  }

  private Path kept() {
    return temp.resolve("kept");
  }

  private List<String> states() {
    return Arrays.stream(framework.getBundleContext().getBundles())
        .filter(bundle -> NAME.equals(bundle.getSymbolicName()))
        .map(bundle -> bundle.getVersion() + " " + state(bundle.getState()))
        .toList();
  }

  private static String state(int state) {
    return switch (state) {
      case Bundle.STARTING -> "STARTING";
      case Bundle.ACTIVE -> "ACTIVE";
      case Bundle.STOPPING -> "STOPPING";
      default -> "other";
    };
  }

  /** Whether a thread is where commands on a bundle take turns. */
  private static boolean isInTurn(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(
            frame ->
                frame.getClassName().equals(BundleWork.class.getName())
                    && frame.getMethodName().equals("alone"));
  }

  private static <R> FutureTask<R> begin(Callable<R> work) {
    FutureTask<R> task = new FutureTask<>(work);
    new Thread(task, "begun").start();
    return task;
  }

  /** Until the limit of the test. */
  private static void await(BooleanSupplier fact) throws InterruptedException {
    while (!fact.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private Path jar(String version) throws IOException {
    return TestJar.bundle(NAME, version)
        .header(Constants.BUNDLE_ACTIVATOR, ServingActivator.class.getName())
        .header(
            Constants.PROVIDE_CAPABILITY,
            "osgi.service;objectClass:List<String>=\"" + VolumePlugin.class.getName() + "\"")
        .header(
            Constants.IMPORT_PACKAGE,
            "org.osgi.framework,io.carob.api,io.carob.api.driver,io.carob.api.volume")
        .types(ServingActivator.class)
        .write(temp.resolve(version + ".jar"));
  }
}
