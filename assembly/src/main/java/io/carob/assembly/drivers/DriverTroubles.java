package io.carob.assembly.drivers;

import io.carob.api.driver.DriverStatus;
import io.carob.api.driver.DriverUses;
import io.carob.api.driver.DriverUses.Use;
import io.carob.api.node.DriverJars;
import io.carob.api.node.Health;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;

/** Says which drivers do not serve as they should, and which are missing. */
final class DriverTroubles implements HostCheck, HealthSource {

  private final BundleContext context;
  private final Tables tables;
  private final DriverJars jars;
  private final Threads threads;
  private final Departures departures;
  private final Supplier<List<String>> exposed;

  /**
   * Says what others know.
   *
   * @param exposed says who else may write where it is decided which code runs
   */
  DriverTroubles(
      BundleContext context,
      DriverJars jars,
      Threads threads,
      Departures departures,
      Supplier<List<String>> exposed) {
    this.context = context;
    this.tables = new Tables(context);
    this.jars = jars;
    this.threads = threads;
    this.departures = departures;
    this.exposed = exposed;
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
    findings.addAll(missing());
    for (String open : exposed.get()) {
      findings.add(
          new Finding(
              "drivers' folders",
              Level.WARNING,
              open,
              "let only root write there: chown root:root, chmod go-w"));
    }
    for (String left : threads.troubles()) {
      findings.add(
          new Finding("driver threads", Level.WARNING, left, "restart the service when it suits"));
    }
    for (String left : departures.troubles()) {
      findings.add(
          new Finding("driver bundles", Level.WARNING, left, "restart the service when it suits"));
    }
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
    for (DriverStatus status : tables.statuses()) {
      if (status.state() == DriverStatus.State.REFUSED
          || status.state() == DriverStatus.State.STUCK) {
        troubles.add(status.info().type() + " " + status.info().name() + ": " + status.reason());
      }
    }
    troubles.addAll(threads.troubles());
    troubles.addAll(departures.troubles());
    missing().forEach(finding -> troubles.add(finding.found()));
    return List.of(
        new Health.Part(
            "drivers",
            Health.Kind.READY,
            troubles.isEmpty() ? Health.Level.OK : Health.Level.DEGRADED,
            troubles.isEmpty() ? "all serve" : String.join("; ", troubles)));
  }

  /** A finding for each driver that something needs and nobody has. */
  List<Finding> missing() {
    List<DriverStatus> statuses = tables.statuses();
    List<Finding> missing = new ArrayList<>();
    for (String type : Offer.types()) {
      Set<String> there =
          statuses.stream()
              .filter(status -> status.info().type().equals(type))
              .map(status -> status.info().name())
              .collect(Collectors.toSet());
      new TreeSet<>(all(DriverUses.class, part -> part.needed(type)))
          .stream()
              .filter(name -> !there.contains(name))
              .forEach(n -> missing.add(missing(type, n)));
    }
    return missing;
  }

  private Finding missing(String type, String name) {
    String driver = type.equals("volume") ? "volume driver " + name : type + " " + name;
    Map<String, Long> uses =
        all(DriverUses.class, part -> part.uses(type, name)).stream()
            .collect(Collectors.groupingBy(Use::kind, TreeMap::new, Collectors.counting()));
    String users =
        uses.isEmpty()
            ? "the configuration or a pod asks for "
            : uses.entrySet().stream()
                    .map(
                        use ->
                            use.getValue() + " " + use.getKey() + (use.getValue() == 1 ? "" : "s"))
                    .collect(Collectors.joining(" and "))
                + (uses.values().stream().mapToLong(n -> n).sum() == 1 ? " needs " : " need ");
    return new Finding(
        driver,
        Level.WARNING,
        users + driver + ", which is not there",
        "install it with `carob driver install JAR`, or name another one in the pod or in conf/");
  }

  private <S, R> List<R> all(Class<S> type, Function<S, Collection<R>> question) {
    return Services.all(context, type, null, question);
  }
}
