package io.carob.assembly.conf;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.Configs;
import io.carob.api.node.HostCheck;
import io.carob.assembly.TestFramework;
import io.carob.assembly.event.NodeEvents;
import io.carob.testing.TestJar;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** A framework with Declarative Services and Configuration Admin, and a folder conf/ for it. */
final class ConfFramework implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String COMPONENT =
      """
      <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="choosy"
          configuration-pid="org.example.part">
        <property name="mode" value="off"/>
        <service><provide interface="java.lang.Runnable"/></service>
        <implementation class="%s"/>
      </scr:component>
      """
          .formatted(Choosy.class.getName());

  final Path conf;
  final Path drivers;
  private final Framework framework;
  private final NodeConf node;

  ConfFramework(Path temp) throws Exception {
    conf = Files.createDirectories(temp.resolve("conf"));
    drivers = Files.createDirectories(temp.resolve("drivers"));
    framework =
        TestFramework.in(
            temp.resolve("cache"),
            Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
            "org.osgi.service.cm;version=1.6.1,org.osgi.service.component;version=1.5.0,"
                + "org.osgi.service.component.runtime;version=1.5.0,"
                + "org.osgi.service.component.runtime.dto;version=1.5.0,"
                + "org.osgi.util.promise;version=1.2.0,"
                + "org.osgi.util.function;version=1.2.0");
    framework.init();
    node = NodeConf.open(context(), NodeEvents.open(context()), conf, drivers, Map.of(), List.of());
    CountDownLatch started = new CountDownLatch(1);
    context()
        .addFrameworkListener(
            event -> {
              if (event.getType() == FrameworkEvent.STARTED) {
                started.countDown();
              }
            });
    framework.start();
    assertThat(started.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    start(jarOf("org.apache.felix.scr.impl.Activator"));
    start(jarOf("org.apache.felix.cm.impl.ConfigurationManager"));
    start(
        TestJar.bundle("org.example.part", "1.0.0")
            .types(Choosy.class)
            .component(COMPONENT)
            .entry("OSGI-INF/metatype/part.xml", TestBundle.METATYPE)
            .write(temp.resolve("part.jar"))
            .toUri()
            .toURL());
  }

  private static URL jarOf(String type) throws ClassNotFoundException {
    return Class.forName(type).getProtectionDomain().getCodeSource().getLocation();
  }

  private void start(URL jar) throws BundleException {
    context().installBundle(jar.toString()).start();
  }

  private BundleContext context() {
    return framework.getBundleContext();
  }

  /** The part's file. */
  Path file() {
    return conf.resolve("org.example.part.cfg");
  }

  /** Writes the part's file, and tells of it. */
  void write(String text) throws Exception {
    Files.writeString(file(), text);
    tell();
  }

  /** Tells of the part's file, as File Install does. */
  void tell() throws Exception {
    tell(file());
  }

  /** Tells of a file, as File Install does. */
  void tell(Path file) throws Exception {
    service(ArtifactInstaller.class).update(file.toFile());
  }

  /** What {@code carob check} finds. */
  List<HostCheck.Finding> check() {
    return service(HostCheck.class).check();
  }

  Configs configs() {
    return service(Configs.class);
  }

  private <T> T service(Class<T> type) {
    ServiceReference<T> reference = context().getServiceReference(type);
    return context().getService(Objects.requireNonNull(reference, type::getName));
  }

  /** Whether the part is there and can be made, and has a value for a key, or none. */
  boolean serves(String key, Object value) {
    ServiceReference<Runnable> part = context().getServiceReference(Runnable.class);
    return part != null
        && value.equals(Objects.requireNonNullElse(part.getProperty(key), ""))
        && context().getService(part) != null;
  }

  /** The number of the part's service: each that is made has another. */
  long number() {
    ServiceReference<Runnable> part = context().getServiceReference(Runnable.class);
    return part == null ? 0 : (Long) part.getProperty(Constants.SERVICE_ID);
  }

  /** Waits for a fact. */
  void await(BooleanSupplier fact) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!fact.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Override
  public void close() throws BundleException, InterruptedException {
    node.close();
    framework.stop();
    framework.waitForStop(0);
  }
}
