package io.carob.rest.ops;

import io.carob.api.CarobException;
import io.carob.api.driver.DriverSource;
import io.carob.api.image.Images;
import io.carob.api.node.Bundles;
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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Everything that somebody who looks into a trouble asks for, in one archive without secrets. */
public final class SupportRoute {

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
        TarGz archive = new TarGz(stream.out(), clock.instant())) {
      put(archive, "health.json", health);
      put(archive, "check.json", this::checks);
      put(archive, "drivers.json", this::drivers);
      put(archive, "jars.json", () -> services.find(DriverJars.class).map(DriverJars::list));
      put(archive, "bundles.json", () -> services.find(Bundles.class).map(Bundles::list));
      put(archive, "events.json", () -> services.find(Events.class).map(Events::list));
      put(archive, "images.json", () -> services.find(Images.class).map(Images::list));
      put(archive, "df.json", () -> services.find(Storage.class).map(s -> s.space(false)));
      put(archive, "gc.json", () -> services.find(Storage.class).map(s -> s.collect(true)));
      put(archive, "fsck.json", this::integrity);
      put(
          archive,
          "pods.json",
          () -> services.find(Pods.class).map(pods -> pods.list(Optional.empty())));
      put(archive, "resources.json", this::resources);
      write(archive, "metrics.txt", () -> Blank.text(metrics.get()));
      write(archive, "threads.txt", SupportRoute::threads);
      for (SupportSource source : services.all(SupportSource.class)) {
        files(archive, source);
      }
    }
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

  private static void files(TarGz archive, SupportSource source) throws IOException {
    Map<String, String> files;
    try {
      files = new TreeMap<>(source.files());
    } catch (RuntimeException | LinkageError e) {
      write(archive, source.getClass().getName() + ".failed.txt", () -> Blank.text(e.toString()));
      return;
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      String name = file.getKey();
      boolean settings = name.endsWith(".cfg") || name.endsWith(".properties");
      String text = file.getValue();
      write(archive, name, () -> settings ? Blank.properties(text) : Blank.text(text));
    }
  }

  private static void put(TarGz archive, String name, Supplier<?> value) throws IOException {
    write(archive, name, () -> Json.pretty(Blank.tree(Json.tree(value.get()))));
  }

  /** What cannot be had must not keep the rest back. */
  private static void write(TarGz archive, String name, Supplier<String> text) throws IOException {
    String content;
    try {
      content = text.get();
    } catch (CarobException | IllegalStateException | IllegalArgumentException e) {
      content = "cannot be had: " + Blank.text(e.toString()) + "\n";
    }
    archive.add("carob-support/" + name, content.getBytes(StandardCharsets.UTF_8));
  }
}
