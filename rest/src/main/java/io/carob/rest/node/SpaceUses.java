package io.carob.rest.node;

import io.carob.api.ImageReference;
import io.carob.api.Usage;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.PodInfo.ContainerInfo;
import io.carob.api.pod.PodInfo.VolumeInfo;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.storage.SpaceReport;
import io.carob.api.storage.SpaceReport.BlobSpace;
import io.carob.api.storage.SpaceReport.ImageSpace;
import io.carob.api.storage.SpaceReport.LayerSpace;
import io.carob.api.storage.SpaceReport.SnapshotSpace;
import io.carob.rest.print.Human;
import io.carob.rest.print.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The store's sizes joined with the pods that cause them. Pure. */
public final class SpaceUses {

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  /**
   * One kind of thing.
   *
   * @param type what it is
   * @param total how many there are
   * @param active how many of them are in use
   * @param bytes what they take
   * @param reclaimable what could be freed without touching what is in use or pinned
   * @param unknown how many could not be measured
   */
  public record Row(String type, int total, int active, long bytes, long reclaimable, int unknown) {
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("type", type);
      json.put("total", total);
      json.put("active", active);
      json.put("bytes", bytes);
      json.put("reclaimable", reclaimable);
      json.put("unknown", unknown);
      return json;
    }
  }

  private record Owner(PodInfo pod, ContainerInfo container) {
    boolean ended() {
      return ENDED.contains(pod.phase());
    }
  }

  private final SpaceReport report;
  private final List<PodInfo> pods;
  private final Map<String, Owner> owners = new HashMap<>();

  SpaceUses(SpaceReport report, List<PodInfo> pods) {
    this.report = report;
    this.pods = pods;
    for (PodInfo pod : pods) {
      for (ContainerInfo container : pod.containers()) {
        container
            .snapshot()
            .ifPresent(
                key -> owners.put(container.driver() + " " + key, new Owner(pod, container)));
      }
    }
  }

  private Optional<Owner> owner(SnapshotSpace one) {
    return Optional.ofNullable(owners.get(one.driver() + " " + one.key()));
  }

  private List<SnapshotSpace> of(boolean active) {
    return report.snapshots().stream()
        .filter(one -> (one.kind() == SnapshotKind.ACTIVE) == active)
        .toList();
  }

  private static long bytes(SnapshotSpace one) {
    return one.usage().map(Usage::bytes).orElse(0L);
  }

  private long reclaimable(SnapshotSpace one) {
    return owner(one).filter(Owner::ended).isPresent() ? bytes(one) : 0;
  }

  /** The kinds; together all there is. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    List<BlobSpace> blobs = report.blobs();
    rows.add(
        new Row(
            "Blobs",
            blobs.size(),
            (int) blobs.stream().filter(one -> one.reclaimable() == 0).count(),
            blobs.stream().mapToLong(BlobSpace::bytes).sum(),
            blobs.stream().mapToLong(BlobSpace::reclaimable).sum(),
            0));
    List<LayerSpace> layers = report.layers();
    rows.add(
        new Row(
            "Layers",
            layers.size(),
            (int) layers.stream().filter(one -> one.containers() > 0).count(),
            layers.stream().mapToLong(one -> one.usage().bytes()).sum(),
            layers.stream().mapToLong(LayerSpace::reclaimable).sum(),
            0));
    rows.add(snapshots("Writable layers", of(true)));
    if (!of(false).isEmpty()) {
      rows.add(snapshots("Other snapshots", of(false)));
    }
    List<Usage> volumes =
        pods.stream().flatMap(pod -> pod.volumes().stream()).map(VolumeInfo::usage).toList();
    rows.add(
        new Row(
            "Volumes",
            volumes.size(),
            volumes.size(),
            volumes.stream().mapToLong(Usage::bytes).sum(),
            0,
            0));
    return rows;
  }

  private Row snapshots(String type, List<SnapshotSpace> all) {
    return new Row(
        type,
        all.size(),
        (int) all.stream().filter(one -> owner(one).filter(o -> !o.ended()).isPresent()).count(),
        all.stream().mapToLong(SpaceUses::bytes).sum(),
        all.stream().mapToLong(this::reclaimable).sum(),
        (int) all.stream().filter(one -> one.usage().isEmpty()).count());
  }

  /** The sum of all kinds. */
  long bytes() {
    return rows().stream().mapToLong(Row::bytes).sum();
  }

  List<Map<String, Object>> images() {
    return report.images().stream().map(SpaceUses::json).toList();
  }

  private static Map<String, Object> json(ImageSpace one) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", one.id());
    json.put("names", one.names());
    json.put("bytes", one.bytes());
    json.put("shared", one.shared());
    json.put("unique", one.unique());
    json.put("reclaimable", one.reclaimable());
    json.put("containers", one.containers());
    json.put("pinned", one.pinned());
    json.put("added", one.added());
    json.put("used", one.used());
    return json;
  }

  List<Map<String, Object>> layers() {
    return report.layers().stream()
        .map(
            one -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("driver", one.driver());
              json.put("chainId", one.key());
              json.put("bytes", one.usage().bytes());
              json.put("inodes", one.usage().inodes());
              json.put("shared", one.images() > 1 ? one.usage().bytes() : 0);
              json.put("unique", one.images() > 1 ? 0 : one.usage().bytes());
              json.put("images", one.images());
              json.put("containers", one.containers());
              json.put("reclaimable", one.reclaimable());
              return json;
            })
        .toList();
  }

  List<Map<String, Object>> containers() {
    return of(true).stream().map(this::json).toList();
  }

  List<Map<String, Object>> otherSnapshots() {
    return of(false).stream().map(this::json).toList();
  }

  private Map<String, Object> json(SnapshotSpace one) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("driver", one.driver());
    json.put("key", one.key());
    json.put("kind", one.kind());
    owner(one)
        .ifPresent(
            owner -> {
              json.put("namespace", owner.pod().namespace());
              json.put("pod", owner.pod().name());
              json.put("container", owner.container().name());
            });
    json.put("bytes", one.usage().map(Usage::bytes));
    json.put("inodes", one.usage().map(Usage::inodes));
    json.put("measured", one.measured());
    json.put("reclaimable", reclaimable(one));
    return json;
  }

  List<Map<String, Object>> volumes() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (PodInfo pod : pods) {
      for (VolumeInfo volume : pod.volumes()) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("namespace", pod.namespace());
        json.put("pod", pod.name());
        json.put("volume", volume.name());
        json.put("type", volume.type());
        json.put("bytes", volume.usage().bytes());
        json.put("inodes", volume.usage().inodes());
        all.add(json);
      }
    }
    return all;
  }

  List<Map<String, Object>> blobs() {
    return report.blobs().stream()
        .map(
            one -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("digest", one.digest());
              json.put("bytes", one.bytes());
              json.put("images", one.images());
              json.put("reclaimable", one.reclaimable());
              return json;
            })
        .toList();
  }

  /** Each thing by itself, for people. */
  String details() {
    StringBuilder out = new StringBuilder();
    Table images =
        new Table("", "IMAGE", "SIZE", "SHARED", "UNIQUE", "RECLAIMABLE", "CONTAINERS", "PINNED");
    for (ImageSpace one : report.images()) {
      images.row(
          one.names().isEmpty()
              ? one.id().abbreviated()
              : String.join(",", one.names().stream().map(ImageReference::toString).toList()),
          Human.size(one.bytes()),
          Human.size(one.shared()),
          Human.size(one.unique()),
          Human.size(one.reclaimable()),
          one.containers(),
          one.pinned() ? "yes" : "no");
    }
    section(out, "Images", images);
    Table layers = new Table("", "DRIVER", "LAYER", "SIZE", "IMAGES", "CONTAINERS", "RECLAIMABLE");
    for (LayerSpace one : report.layers()) {
      layers.row(
          one.driver(),
          shortened(one.key().value()),
          Human.size(one.usage().bytes()),
          one.images(),
          one.containers(),
          Human.size(one.reclaimable()));
    }
    section(out, "Layers", layers);
    section(out, "Containers", snapshotTable(of(true)));
    section(out, "Other snapshots", snapshotTable(of(false)));
    Table volumes = new Table("", "NAMESPACE", "POD", "VOLUME", "TYPE", "SIZE");
    for (PodInfo pod : pods) {
      for (VolumeInfo one : pod.volumes()) {
        volumes.row(
            pod.namespace(), pod.name(), one.name(), one.type(), Human.size(one.usage().bytes()));
      }
    }
    section(out, "Volumes", volumes);
    Table blobs = new Table("", "BLOB", "SIZE", "IMAGES", "RECLAIMABLE");
    for (BlobSpace one : report.blobs()) {
      blobs.row(
          one.digest().abbreviated(),
          Human.size(one.bytes()),
          one.images(),
          Human.size(one.reclaimable()));
    }
    section(out, "Blobs", blobs);
    return out.toString();
  }

  private Table snapshotTable(List<SnapshotSpace> all) {
    Table table = new Table("", "DRIVER", "NAME", "KIND", "SIZE", "RECLAIMABLE");
    for (SnapshotSpace one : all) {
      table.row(
          one.driver(),
          owner(one)
              .map(o -> o.pod().namespace() + "/" + o.pod().name() + "/" + o.container().name())
              .orElse(one.key().value()),
          one.kind().name().toLowerCase(java.util.Locale.ROOT),
          one.usage().map(usage -> Human.size(usage.bytes())).orElse("-"),
          Human.size(reclaimable(one)));
    }
    return table;
  }

  private static void section(StringBuilder out, String title, Table table) {
    String text = table.print();
    if (!text.isEmpty()) {
      out.append('\n').append(title).append(":\n").append(text);
    }
  }

  private static String shortened(String key) {
    return key.startsWith("sha256:") && key.length() > 19 ? key.substring(0, 19) : key;
  }
}
