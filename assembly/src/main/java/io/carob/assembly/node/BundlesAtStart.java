package io.carob.assembly.node;

import io.carob.api.node.Health;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import io.carob.assembly.drivers.Refusal;
import io.carob.assembly.drivers.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Says which bundles could not be started with the service, the distribution's or the operator's: a
 * start that nobody asked for by a command has nobody else who is told.
 */
final class BundlesAtStart
    implements FrameworkListener, SynchronousBundleListener, HealthSource, HostCheck {

  private record Failure(Bundle bundle, Throwable cause) {}

  private final BundleContext context;
  private final Map<String, String> leftOut;
  private final Map<Long, Failure> failures = new ConcurrentSkipListMap<>();

  /**
   * No failure yet.
   *
   * @param leftOut why jars of the operator are not among the bundles, by their path
   */
  BundlesAtStart(BundleContext context, Map<String, String> leftOut) {
    this.context = context;
    this.leftOut = Map.copyOf(leftOut);
  }

  /** The framework tells in this way of bundles that its start level could not start. */
  @Override
  public void frameworkEvent(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.ERROR
        && event.getThrowable() instanceof BundleException
        && isDown(event.getBundle())) {
      failures.put(
          event.getBundle().getBundleId(), new Failure(event.getBundle(), event.getThrowable()));
    }
  }

  /** What has run since, or is gone, is no trouble any more; whoever stops it later knows why. */
  @Override
  public void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.STARTED || event.getType() == BundleEvent.UNINSTALLED) {
      failures.remove(event.getBundle().getBundleId());
    }
  }

  private static boolean isDown(Bundle bundle) {
    return bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED;
  }

  @Override
  public List<Finding> check() {
    List<Finding> findings = new ArrayList<>();
    new TreeMap<>(leftOut)
        .forEach(
            (jar, reason) -> {
              if (Files.exists(Path.of(jar))) {
                findings.add(
                    new Finding(
                        "bundle jar " + Path.of(jar).getFileName(),
                        Level.WARNING,
                        "was left out at the start: " + reason,
                        "take " + jar + " away"));
              }
            });
    for (Failure failure : failures.values()) {
      Bundle bundle = failure.bundle();
      if (isDown(bundle)) {
        findings.add(
            new Finding(
                "bundle " + bundle.getSymbolicName(),
                Level.FAILED,
                "did not start: " + why(failure),
                "`carob bundle update "
                    + bundle.getSymbolicName()
                    + " JAR` with one that does, or mend "
                    + OperatorJars.fileOf(bundle.getLocation())
                    + " and restart the service"));
      }
    }
    return findings;
  }

  private String why(Failure failure) {
    try {
      Requirements.check(context, failure.bundle());
    } catch (Refusal e) {
      return e.reason();
    }
    Throwable cause = Optional.ofNullable(failure.cause().getCause()).orElse(failure.cause());
    return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
  }

  @Override
  public List<Health.Part> parts() {
    List<String> found = check().stream().map(each -> each.subject() + " " + each.found()).toList();
    return List.of(
        new Health.Part(
            "bundles",
            Health.Kind.READY,
            found.isEmpty() ? Health.Level.OK : Health.Level.DEGRADED,
            found.isEmpty() ? "all that were to start did" : String.join("; ", found)));
  }
}
