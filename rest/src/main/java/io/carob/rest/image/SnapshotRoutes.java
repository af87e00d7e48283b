package io.carob.rest.image;

import io.carob.api.CarobException;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.Snapshots;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.http.Snapshotters;
import io.carob.rest.print.Escape;
import io.carob.rest.print.Human;
import io.carob.rest.print.Table;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The snapshots of all drivers, as a list and as a tree. */
public final class SnapshotRoutes {

  private final Services services;
  private final Clock clock;

  /** The routes over these services. */
  public SnapshotRoutes(Services services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router.add("GET", "/v1/snapshots", this::list).add("GET", "/v1/snapshots/tree", this::tree);
  }

  private void list(Call call) throws IOException {
    Snapshots snapshots = services.get(Snapshots.class);
    Snapshotters snapshotters = Snapshotters.now(services);
    List<SnapshotInfo> all = new ArrayList<>();
    snapshots.walk(call.query("driver"), call.queryAll("filter"), all::add);
    if (all.isEmpty()) {
      call.note("No snapshots.");
    }
    call.answer(
        new Answer(
            Map.of(
                "snapshots",
                all.stream().map(info -> json(snapshots, snapshotters, info)).toList()),
            wide -> table(snapshots, snapshotters, all, wide),
            all.stream().map(info -> info.driver() + "/" + info.key()).toList()));
  }

  private String table(
      Snapshots snapshots, Snapshotters snapshotters, List<SnapshotInfo> all, boolean wide) {
    Table table = new Table("", "DRIVER", "KEY", "PARENT", "KIND", "SIZE", "AGE");
    for (SnapshotInfo info : all) {
      table.row(
          info.driver(),
          key(info.key(), wide),
          info.parent().map(parent -> key(parent, wide)).orElse("-"),
          kind(info),
          usage(snapshots, snapshotters, info).map(usage -> Human.size(usage.bytes())).orElse("-"),
          Human.age(info.created(), clock.instant()));
    }
    return table.print();
  }

  private static Map<String, Object> json(
      Snapshots snapshots, Snapshotters snapshotters, SnapshotInfo info) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("driver", info.driver());
    json.put("key", info.key());
    json.put("kind", kind(info));
    json.put("parent", info.parent());
    json.put("place", info.place());
    json.put("labels", info.labels());
    json.put("created", info.created());
    json.put("updated", info.updated());
    json.put("usage", usage(snapshots, snapshotters, info));
    return json;
  }

  private void tree(Call call) throws IOException {
    Snapshots snapshots = services.get(Snapshots.class);
    Snapshotters snapshotters = Snapshotters.now(services);
    List<SnapshotInfo> all = snapshots.list(call.query("driver"));
    StringBuilder out = new StringBuilder();
    List<Node> nodes = TreeOrder.of(all);
    String driver = "";
    for (Node node : nodes) {
      if (!node.info().driver().equals(driver)) {
        driver = node.info().driver();
        out.append(Escape.cell(driver)).append('\n');
      }
      out.append("  ".repeat(node.depth() + 1))
          .append(Escape.cell(key(node.info().key(), call.query("output").isPresent())))
          .append("  ")
          .append(kind(node.info()))
          .append("  ")
          .append(
              usage(snapshots, snapshotters, node.info())
                  .map(u -> Human.size(u.bytes()))
                  .orElse("-"))
          .append('\n');
    }
    List<Map<String, Object>> json =
        nodes.stream()
            .map(
                node -> {
                  Map<String, Object> one = json(snapshots, snapshotters, node.info());
                  one.put("depth", node.depth());
                  return one;
                })
            .toList();
    call.answer(Answer.of(Map.of("snapshots", json), out.toString()));
  }

  /** The size; empty while the driver that could measure it is away. */
  private static Optional<Usage> usage(
      Snapshots snapshots, Snapshotters snapshotters, SnapshotInfo info) {
    if (!snapshotters.serve(info.driver())) {
      return Optional.empty();
    }
    try {
      return Optional.of(snapshots.usage(info.driver(), info.key()));
    } catch (CarobException e) {
      return Optional.empty();
    }
  }

  private static String kind(SnapshotInfo info) {
    return info.kind().name().toLowerCase(Locale.ROOT);
  }

  private static String key(SnapshotKey key, boolean full) {
    String text = key.value();
    return !full && text.startsWith("sha256:") && text.length() > 19 ? text.substring(0, 19) : text;
  }

  /** A snapshot and how many parents it has. */
  record Node(SnapshotInfo info, int depth) {}
}
