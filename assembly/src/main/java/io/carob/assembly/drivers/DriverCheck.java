package io.carob.assembly.drivers;

import io.carob.api.CarobException;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverStatus;
import io.carob.api.node.DriverJars;
import io.carob.api.node.Health;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import io.carob.api.storage.SpaceReport.SnapshotSpace;
import io.carob.api.storage.Storage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Says which drivers do not serve as they should, and which are missing. */
final class DriverCheck implements HostCheck, HealthSource {

  private final BundleContext context;
  private final DriverJars jars;

  DriverCheck(BundleContext context, DriverJars jars) {
    this.context = context;
    this.jars = jars;
  }

  @Override
  public List<Finding> check() {
    List<Finding> findings = new ArrayList<>();
    for (DriverJars.Jar jar : jars.list()) {
      if (!jar.reason().isEmpty()) {
        findings.add(
            new Finding(
                "driver jar " + jar.file().getFileName(),
                Level.WARNING,
                jar.reason(),
                "mend " + jar.file() + ", or take it away"));
      }
    }
    missing()
        .forEach(
            (name, count) ->
                findings.add(
                    new Finding(
                        "snapshotter " + name,
                        Level.WARNING,
                        count
                            + (count == 1 ? " snapshot needs" : " snapshots need")
                            + " snapshotter "
                            + name
                            + ", which is not there",
                        "install its bundle: `carob driver install JAR`")));
    return findings;
  }

  @Override
  public List<Health.Part> parts() {
    List<String> troubles = new ArrayList<>();
    for (DriverJars.Jar jar : jars.list()) {
      if (!jar.reason().isEmpty()) {
        troubles.add(jar.file().getFileName() + ": " + jar.reason());
      }
    }
    for (DriverStatus status : statuses()) {
      if (status.state() == DriverStatus.State.REFUSED
          || status.state() == DriverStatus.State.STUCK) {
        troubles.add(status.info().type() + " " + status.info().name() + ": " + status.reason());
      }
    }
    return List.of(
        new Health.Part(
            "drivers",
            Health.Kind.READY,
            troubles.isEmpty() ? Health.Level.OK : Health.Level.DEGRADED,
            troubles.isEmpty() ? "all serve" : String.join("; ", troubles)));
  }

  /** How many snapshots need which snapshotter that is not there. */
  private Map<String, Long> missing() {
    Set<String> there =
        statuses().stream()
            .filter(status -> status.info().type().equals("snapshotter"))
            .map(status -> status.info().name())
            .collect(Collectors.toSet());
    return snapshots().stream()
        .map(SnapshotSpace::driver)
        .filter(driver -> !there.contains(driver))
        .collect(Collectors.groupingBy(driver -> driver, TreeMap::new, Collectors.counting()));
  }

  private List<SnapshotSpace> snapshots() {
    try {
      return all(Storage.class, storage -> storage.space(false).snapshots());
    } catch (CarobException e) {
      return List.of(); // the store's own check says what is wrong with it
    }
  }

  private List<DriverStatus> statuses() {
    return all(DriverSource.class, DriverSource::statuses);
  }

  /** What all services of a type answer together. */
  private <S, R> List<R> all(Class<S> type, Function<S, Collection<R>> question) {
    try {
      List<R> all = new ArrayList<>();
      for (ServiceReference<S> reference : context.getServiceReferences(type, null)) {
        S service = context.getService(reference);
        if (service != null) {
          all.addAll(question.apply(service));
          context.ungetService(reference);
        }
      }
      return all;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter is right", e);
    }
  }
}
