package io.carob.assembly.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Bundles.BundleInfo;
import io.carob.assembly.TestFramework;
import io.carob.assembly.drivers.Admission;
import io.carob.assembly.drivers.DropIn;
import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** Over a framework that runs. */
class FrameworkBundlesTest {

  private static final String NAME = "io.carob.snapshotter.nativecopy";

  private Path temp;
  private Framework framework;
  private FrameworkBundles bundles;
  private DropIn dropIn;

  @BeforeEach
  void start(@TempDir Path folder) throws BundleException {
    temp = folder;
    framework =
        TestFramework.in(
            temp.resolve("cache"),
            RefusingActivator.REFUSAL,
            refusal().toString(),
            Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
            "9");
    framework.start();
    dropIn = TestFramework.dropIn(framework, temp, temp, temp.resolve("run"));
    bundles = bundles(BundleLimits.ENDS);
  }

  private FrameworkBundles bundles(Duration ends) {
    return new FrameworkBundles(
        framework.getBundleContext(),
        temp.resolve("kept"),
        dropIn.bundles(),
        dropIn.admission(),
        ends);
  }

  @AfterEach
  void stop() throws Exception {
    awaitEnds(); // what hung until now takes its bundle away
    dropIn.close();
    framework.stop();
    framework.waitForStop(0);
  }

  @Test
  void aBundleIsUpdatedByTheNameOfItsJar() throws IOException {
    bundles.install(jar("1.0.0", ""));
    assertThat(bundles.update("snapshotter-native-copy", jar("1.1.0", "")).version())
        .isEqualTo("1.1.0");
    assertThat(bundles.update("carob-snapshotter-native-copy", jar("1.2.0", "")).state())
        .isEqualTo("active");
  }

  @Test
  void anUpdateThatCannotStartLeavesTheOldVersionRunning() throws IOException {
    bundles.install(jar("1.0.0", ""));
    Path broken = jar("2.0.0", "org.acme.missing");
    assertThatThrownBy(() -> bundles.update(NAME, broken))
        .hasMessageContaining("org.acme.missing")
        .hasMessageContaining("the old version is back")
        .extracting(e -> ((CarobException) e).code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(bundle().getVersion()).hasToString("1.0.0");
    assertThat(bundle().getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(bundles.troubles().values()).singleElement().asString().contains("org.acme.missing");
    bundles.update(NAME, jar("2.0.1", ""));
    assertThat(bundles.troubles()).as("until the next good one").isEmpty();
  }

  @Test
  void anOldVersionThatDoesNotStartAgainIsNotSaidToBeBack() throws IOException {
    bundles.install(jar("1.0.0", ""));
    Path broken = jar("2.0.0", "org.acme.missing");
    Files.createFile(refusal());
    assertThatThrownBy(() -> bundles.update(NAME, broken))
        .hasMessageContaining("org.acme.missing")
        .hasMessageContaining("nor does the old version start")
        .hasMessageNotContaining("is back");
    assertThat(bundle().getState()).isNotEqualTo(Bundle.ACTIVE);
    Files.delete(refusal());
    assertThat(bundles.update("native-copy", jar("1.0.1", "")).state()).isEqualTo("active");
  }

  @Test
  void thePolicyHoldsForBundlesToo() throws Exception {
    policy("checksum = required");
    Path first = jar("1.0.0", "");
    assertThatThrownBy(() -> bundles.install(first))
        .hasMessageContaining("has no checksum")
        .extracting(e -> ((CarobException) e).code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(framework.getBundleContext().getBundles()).hasSize(1);
    sum(first);
    assertThat(bundles.install(first).version()).isEqualTo("1.0.0");
    Path kept = temp.resolve("kept").resolve(NAME + ".jar");
    new Admission(temp, temp.resolve("copies")).checkKept(kept);
    Path second = jar("2.0.0", "");
    assertThatThrownBy(() -> bundles.update(NAME, second))
        .hasMessageContaining("version 1.0.0 goes on");
    assertThat(bundle().getVersion()).hasToString("1.0.0");
    bundles.uninstall(NAME);
    assertThat(temp.resolve("kept")).isEmptyDirectory();
  }

  @Test
  void aBundleThatCannotBeKeptDoesNotStay() throws IOException {
    keepNothing();
    Path first = jar("1.0.0", "");
    assertThatThrownBy(() -> bundles.install(first)).hasMessageContaining("cannot keep bundle");
    assertThat(framework.getBundleContext().getBundles()).hasSize(1);
  }

  @Test
  void anUpdateThatCannotBeKeptIsUndone() throws IOException {
    bundles.install(jar("1.0.0", ""));
    keepNothing();
    Path second = jar("2.0.0", "");
    assertThatThrownBy(() -> bundles.update(NAME, second))
        .hasMessageContaining("cannot keep bundle")
        .hasMessageContaining("the old version is back");
    assertThat(bundle().getVersion()).hasToString("1.0.0");
    assertThat(bundle().getState()).isEqualTo(Bundle.ACTIVE);
  }

  /** From now on no jar of the bundle can be written into the folder of those that are kept. */
  private void keepNothing() throws IOException {
    Files.createDirectories(temp.resolve("kept/." + NAME + ".new/full"));
  }

  @Test
  void aDriverWhoseStartHangsIsAsIfItWereNotThere() throws Exception {
    policy("activation.seconds = 1");
    CountDownLatch latch = new CountDownLatch(1);
    System.getProperties().put(HangingActivator.LATCH, latch);
    try {
      Path hanging = driver(HangingActivator.class);
      assertThatThrownBy(() -> bundles.install(hanging)).hasMessageContaining("has not ended");
      for (Runnable each :
          List.<Runnable>of(
              () -> bundles.update(NAME, hanging),
              () -> bundles.uninstall(NAME),
              () -> bundles.stop(String.valueOf(bundle().getBundleId())))) {
        assertThatThrownBy(each::run)
            .hasMessageContaining("bundle install")
            .extracting(e -> ((CarobException) e).code())
            .isEqualTo(ErrorCode.FAILED_PRECONDITION);
      }
      assertThat(bundles.install(jar("1.0.1", "")).state()).isEqualTo("active");
      assertThat(bundles.update(NAME, jar("1.0.2", "")).version()).isEqualTo("1.0.2");
    } finally {
      latch.countDown();
      System.getProperties().remove(HangingActivator.LATCH);
    }
  }

  /** Waits for the end of what hung: then the bundle counts again, or is gone. */
  private void awaitNoTrouble() throws InterruptedException {
    awaitEnds();
    assertThat(bundles.troubles().values()).noneMatch(words -> words.contains("nothing waits"));
  }

  private static void awaitEnds() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("carob-bundle " + NAME)) {
        thread.join(50_000);
      }
    }
  }

  @Test
  void aBundleWhoseStartHangsCostsNobodyElseAnything() throws Exception {
    policy("activation.seconds = 1");
    CountDownLatch latch = new CountDownLatch(1);
    System.getProperties().put(HangingActivator.LATCH, latch);
    try {
      Path hanging = jar("1.0.0", "", HangingActivator.class, "");
      assertThatThrownBy(() -> bundles.install(hanging))
          .hasMessageContaining("its start has not ended after 1 s, it is in")
          .hasMessageContaining(HangingActivator.class.getName())
          .extracting(e -> ((CarobException) e).code())
          .isEqualTo(ErrorCode.FAILED_PRECONDITION);
      assertThat(bundles.troubles().get(NAME)).contains("start has not ended");
      for (Runnable each :
          List.<Runnable>of(() -> bundles.stop(NAME), () -> bundles.uninstall(NAME))) {
        assertThatThrownBy(each::run).hasMessageContaining("Bring a mended one with `carob bundle");
      }
      assertThat(bundles.install(jar("1.0.1", "")).state()).isEqualTo("active");
      assertThat(bundles.update(NAME, jar("1.0.2", "")).version()).isEqualTo("1.0.2");
    } finally {
      latch.countDown();
    }
    awaitNoTrouble();
    System.getProperties().remove(HangingActivator.LATCH);
    assertThat(bundles.list().stream().filter(info -> info.name().equals(NAME)))
        .singleElement()
        .satisfies(info -> assertThat(info.version()).isEqualTo("1.0.2"));
  }

  @Test
  void anUpdateThatHangsIsUndoneWhenItEnds() throws Exception {
    policy("activation.seconds = 1");
    bundles.install(jar("1.0.0", ""));
    CountDownLatch latch = new CountDownLatch(1);
    System.getProperties().put(HangingActivator.LATCH, latch);
    try {
      Path hanging = jar("2.0.0", "", HangingActivator.class, "");
      assertThatThrownBy(() -> bundles.update(NAME, hanging))
          .hasMessageContaining("its update has not ended after 1 s")
          .hasMessageContaining("the old version is back when it ends");
      assertThatThrownBy(() -> bundles.stop(NAME)).hasMessageContaining("the update of bundle");
    } finally {
      latch.countDown();
    }
    awaitNoTrouble();
    System.getProperties().remove(HangingActivator.LATCH);
    assertThat(bundle().getVersion()).hasToString("1.0.0");
    assertThat(bundle().getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void whatHangsWhenItStopsDoesNotComeBack() throws Exception {
    policy("activation.seconds = 1");
    bundles = bundles(Duration.ZERO);
    CountDownLatch latch = new CountDownLatch(0);
    System.getProperties().put(HangingActivator.LATCH, latch);
    bundles.install(jar("1.0.0", "", HangingActivator.class, ""));
    CountDownLatch closed = new CountDownLatch(1);
    System.getProperties().put(HangingActivator.LATCH, closed);
    try {
      assertThatThrownBy(() -> bundles.uninstall(NAME))
          .hasMessageContaining("its uninstall has not ended after 1 s");
      assertThat(temp.resolve("kept")).as("for the next start").isEmptyDirectory();
    } finally {
      closed.countDown();
    }
    awaitNoTrouble();
    System.getProperties().remove(HangingActivator.LATCH);
    assertThat(bundles.list()).noneMatch(info -> info.name().equals(NAME));
  }

  @Test
  void aStopMayTakeLongerThanAStart() throws Exception {
    policy("activation.seconds = 1");
    CountDownLatch latch = new CountDownLatch(0);
    System.getProperties().put(HangingActivator.LATCH, latch);
    bundles.install(jar("1.0.0", "", HangingActivator.class, ""));
    CountDownLatch closed = new CountDownLatch(1);
    System.getProperties().put(HangingActivator.LATCH, closed);
    Path next = jar("1.0.1", "");
    try {
      CompletableFuture<BundleInfo> update =
          CompletableFuture.supplyAsync(() -> bundles.update(NAME, next));
      assertThatThrownBy(() -> update.get(1500, TimeUnit.MILLISECONDS))
          .as("it drains")
          .isInstanceOf(TimeoutException.class);
      closed.countDown();
      assertThat(update.get(60, TimeUnit.SECONDS).version()).isEqualTo("1.0.1");
    } finally {
      closed.countDown();
      System.getProperties().remove(HangingActivator.LATCH);
    }
    assertThat(bundle().getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void oneWhoWaitsForWhatThenHangsLeavesItAlone() throws Exception {
    policy("activation.seconds = 1");
    System.getProperties().put(HangingActivator.LATCH, new CountDownLatch(0));
    bundles.install(jar("1.0.0", "", HangingActivator.class, ""));
    bundles.stop(NAME);
    CountDownLatch closed = new CountDownLatch(1);
    System.getProperties().put(HangingActivator.LATCH, closed);
    try {
      CompletableFuture<BundleInfo> start =
          CompletableFuture.supplyAsync(() -> bundles.start(NAME));
      while (bundle().getState() != Bundle.STARTING && !start.isDone()) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> bundles.stop(NAME))
          .hasMessageContaining("the start of bundle " + NAME + " has not ended");
      assertThatThrownBy(() -> start.get(60, TimeUnit.SECONDS))
          .hasMessageContaining("its start has not ended");
      assertThat(bundles.troubles().get(NAME)).contains("its start has not ended");
      assertThat(bundles.install(jar("1.0.1", "")).state()).isEqualTo("active");
    } finally {
      closed.countDown();
    }
    awaitNoTrouble();
    System.getProperties().remove(HangingActivator.LATCH);
    assertThat(bundle().getVersion()).hasToString("1.0.1");
  }

  private Path driver(Class<?> activator) throws IOException {
    return jar(
        "1.0.0",
        "",
        activator,
        "osgi.service;objectClass:List<String>=\"io.carob.api.volume.VolumePlugin\"");
  }

  private void policy(String line) throws IOException {
    Files.writeString(temp.resolve("io.carob.drivers.cfg"), line + "\n");
  }

  private static void sum(Path jar) throws Exception {
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
    Files.writeString(
        jar.resolveSibling(jar.getFileName() + ".sha256"), HexFormat.of().formatHex(sum));
  }

  private Bundle bundle() {
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      if (NAME.equals(bundle.getSymbolicName())) {
        return bundle;
      }
    }
    throw new AssertionError(NAME + " is not there");
  }

  private Path refusal() {
    return temp.resolve("refusal");
  }

  private Path jar(String version, String imports) throws IOException {
    return jar(version, imports, RefusingActivator.class, "");
  }

  private Path jar(String version, String imports, Class<?> type, String capability)
      throws IOException {
    return TestJar.bundle(NAME, version)
        .header(Constants.BUNDLE_ACTIVATOR, type.getName())
        .header(Constants.PROVIDE_CAPABILITY, capability)
        .header(
            Constants.IMPORT_PACKAGE,
            "org.osgi.framework" + (imports.isEmpty() ? "" : "," + imports))
        .types(type)
        .write(temp.resolve(version + ".jar"));
  }
}
