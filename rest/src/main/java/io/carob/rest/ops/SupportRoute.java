package io.carob.rest.ops;

import io.carob.api.driver.DriverSource;
import io.carob.api.image.Images;
import io.carob.api.node.Bundles;
import io.carob.api.node.Configs;
import io.carob.api.node.DriverJars;
import io.carob.api.node.HostCheck;
import io.carob.api.node.SupportSource;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resource;
import io.carob.api.pod.Resources;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.Storage;
import io.carob.rest.http.Call;
import io.carob.rest.http.Json;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.http.Stream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Everything that somebody who looks into a trouble asks for, in one archive without secrets. */
public final class SupportRoute {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Services services;
  private final Supplier<?> health;
  private final Supplier<String> metrics;
  private final Clock clock;

  /** The route over these services. */
  public SupportRoute(Services services, HealthRoutes health, MetricsRoute metrics, Clock clock) {
    this.services = services;
    this.health = health::parts;
    this.metrics = metrics::text;
    this.clock = clock;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("GET", "/v1/support", this::support);
  }

  private void support(Call call) throws IOException {
    try (Stream stream = call.stream("application/gzip");
        SupportArchive archive =
            new SupportArchive(stream.out(), clock.instant(), shown().negate(), LIMIT)) {
      // First, for what comes after may hang for a while.
      archive.text("threads.txt", SupportRoute::threads);
      archive.put("health.json", health);
      archive.put("check.json", this::checks);
      archive.put("drivers.json", this::drivers);
      archive.put("jars.json", () -> services.find(DriverJars.class).map(DriverJars::list));
      archive.put("bundles.json", () -> services.find(Bundles.class).map(Bundles::list));
      archive.put("events.json", () -> services.find(Events.class).map(Events::list));
      archive.put("images.json", () -> services.find(Images.class).map(Images::list));
      archive.put("df.json", () -> services.find(Storage.class).map(s -> s.space(false)));
      archive.put("gc.json", () -> services.find(Storage.class).map(s -> s.collect(true)));
      archive.put("fsck.json", this::integrity);
      archive.put(
          "pods.json", () -> services.find(Pods.class).map(pods -> pods.list(Optional.empty())));
      archive.put("resources.json", this::resources);
      archive.text("metrics.txt", metrics);
      for (SupportSource source : services.all(SupportSource.class)) {
        archive.files(source);
      }
    }
  }

  /** Settings that are known, and not as secrets. */
  private BiPredicate<String, String> shown() {
    List<Configs.Setting> known =
        services.find(Configs.class).map(Configs::settings).orElse(List.of());
    Set<List<String>> open =
        known.stream()
            .filter(setting -> !setting.type().startsWith("Password"))
            .map(setting -> List.of(setting.pid().replaceFirst("~.*", ""), setting.key()))
            .collect(Collectors.toSet());
    return (pid, key) -> open.contains(List.of(pid, key));
  }

  private Object checks() {
    return services.all(HostCheck.class).stream().flatMap(c -> c.check().stream()).toList();
  }

  private Object drivers() {
    return services.all(DriverSource.class).stream()
        .flatMap(source -> source.statuses().stream())
        .toList();
  }

  private Object integrity() {
    IntegrityCheck.Options quick = new IntegrityCheck.Options(false, true);
    return services.all(IntegrityCheck.class).stream()
        .flatMap(check -> check.check(quick).stream())
        .toList();
  }

  private Object resources() {
    Map<String, Object> all = new TreeMap<>();
    Optional<Resources> there = services.find(Resources.class);
    if (there.isPresent()) {
      for (String kind : there.get().kinds()) {
        List<?> objects =
            there.get().list(kind, Optional.empty()).stream()
                .map(Resource::json)
                .map(Json::parse)
                .toList();
        all.put(kind, objects);
      }
    }
    return all;
  }

  private static String threads() {
    ThreadInfo[] all = ManagementFactory.getThreadMXBean().dumpAllThreads(true, true, 200);
    return Arrays.stream(all).map(SupportRoute::thread).collect(Collectors.joining("\n"));
  }

  /** ThreadInfo's own text leaves out all but the first eight frames. */
  private static String thread(ThreadInfo thread) {
    StringBuilder out = new StringBuilder();
    out.append('"').append(thread.getThreadName()).append("\" ").append(thread.getThreadState());
    if (thread.getLockName() != null) {
      out.append(" on ").append(thread.getLockName());
    }
    if (thread.getLockOwnerName() != null) {
      out.append(" of \"").append(thread.getLockOwnerName()).append('"');
    }
    out.append('\n');
    for (StackTraceElement frame : thread.getStackTrace()) {
      out.append("    at ").append(frame).append('\n');
    }
    return out.toString();
  }
}
