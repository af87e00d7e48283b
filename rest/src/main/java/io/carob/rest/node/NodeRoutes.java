package io.carob.rest.node;

import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverSource;
import io.carob.api.image.Images;
import io.carob.api.node.HostCheck;
import io.carob.api.node.NodeControl;
import io.carob.api.node.NodeLayout;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import io.carob.rest.print.Human;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The node itself: version, status, host checks, and its end. */
public final class NodeRoutes {

  private final Services services;
  private final NodeLayout layout;
  private final Clock clock;
  private final Instant started;

  /** The routes over these services. */
  public NodeRoutes(Services services, NodeLayout layout, Clock clock) {
    this.services = services;
    this.layout = layout;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router
        .add("GET", "/v1/version", this::version)
        .add("GET", "/v1/status", this::status)
        .add("GET", "/v1/check", this::check)
        .add("POST", "/v1/shutdown", this::shutdown);
  }

  private void version(Call call) throws IOException {
    String version = Version.current();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", version);
    json.put("api", "v1");
    json.put("java", System.getProperty("java.version"));
    call.answer(Answer.of(json, "carob " + version + "\n"));
  }

  private void status(Call call) throws IOException {
    List<String> missing = services.missing();
    boolean ready =
        services.find(Resources.class).isPresent()
            && services.find(Pods.class).isPresent()
            && services.find(Images.class).isPresent();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ready", ready);
    json.put("version", Version.current());
    json.put("pid", ProcessHandle.current().pid());
    json.put("started", started);
    json.put("uptimeSeconds", uptime().toSeconds());
    json.put("root", layout.root());
    json.put("run", layout.run());
    json.put("cgroup", layout.cgroupParent());
    json.put("counts", counts());
    json.put("drivers", allDrivers());
    json.put("missing", missing);
    DiskState disk = DiskState.of(layout.root());
    json.put("conditions", List.of(disk.condition()));
    if (!ready) {
      call.note("The service is not ready yet: " + missing + " missing.");
    }
    call.answer(new Answer(json, wide -> text(ready, disk), List.of(ready ? "ready" : "starting")));
  }

  private String text(boolean ready, DiskState disk) {
    StringBuilder out = new StringBuilder();
    field(out, "state", ready ? "ready" : "starting");
    field(out, "version", Version.current());
    field(out, "process", ProcessHandle.current().pid());
    field(out, "up", Human.age(uptime()));
    field(out, "root", layout.root());
    field(out, "disk", disk.message());
    field(out, "run", layout.run());
    field(out, "cgroup", layout.cgroupParent());
    counts().forEach((name, count) -> field(out, name, count));
    List<String> drivers =
        allDrivers().stream().map(driver -> driver.type() + " " + driver.name()).toList();
    field(out, "drivers", drivers.isEmpty() ? "none" : String.join(", ", drivers));
    return out.toString();
  }

  private static void field(StringBuilder out, String name, Object value) {
    out.append(name).append(':').append(" ".repeat(Math.max(1, 12 - name.length())));
    out.append(Escape.cell(String.valueOf(value))).append('\n');
  }

  private Map<String, Object> counts() {
    Map<String, Object> counts = new LinkedHashMap<>();
    services
        .find(Pods.class)
        .ifPresent(
            pods -> {
              List<PodInfo> all = pods.list(Optional.empty());
              counts.put("pods", all.size());
              counts.put("running", all.stream().filter(p -> p.phase().equals("Running")).count());
            });
    services.find(Images.class).ifPresent(images -> counts.put("images", images.list().size()));
    return counts;
  }

  private List<DriverInfo> allDrivers() {
    return services.all(DriverSource.class).stream()
        .flatMap(source -> source.drivers().stream())
        .sorted(Comparator.comparing(DriverInfo::type).thenComparing(DriverInfo::name))
        .toList();
  }

  private void check(Call call) throws IOException {
    List<HostCheck.Finding> findings =
        services.all(HostCheck.class).stream().flatMap(check -> check.check().stream()).toList();
    boolean failed = findings.stream().anyMatch(f -> f.level() == HostCheck.Level.FAILED);
    String text =
        findings.isEmpty()
            ? "Nothing was looked at.\n"
            : findings.stream()
                .map(finding -> Escape.lines(finding.text()))
                .collect(Collectors.joining());
    if (failed) {
      call.partlyFailed(io.carob.api.ErrorCode.FAILED_PRECONDITION);
    }
    call.answer(Answer.of(Map.of("ok", !failed, "findings", findings), text));
  }

  private void shutdown(Call call) throws IOException {
    boolean pods = call.flag("pods", true);
    services.get(NodeControl.class).shutdown(pods);
    call.answer(
        Answer.of(
            Map.of("stopping", true, "pods", pods, "pid", ProcessHandle.current().pid()),
            ProcessHandle.current().pid() + "\n"));
  }

  private Duration uptime() {
    return Duration.between(started, clock.instant());
  }
}
