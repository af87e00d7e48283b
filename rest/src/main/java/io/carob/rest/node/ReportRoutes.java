package io.carob.rest.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.image.Images;
import io.carob.api.node.NodeLayout;
import io.carob.api.node.Sharing;
import io.carob.api.node.SharingReport;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.Pods;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.Snapshots;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Human;
import io.carob.rest.print.SharingText;
import io.carob.rest.print.Table;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What shares what, and what takes how much. */
public final class ReportRoutes {

  private final Services services;
  private final NodeLayout layout;

  /** The routes over these services. */
  public ReportRoutes(Services services, NodeLayout layout) {
    this.services = services;
    this.layout = layout;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router.add("GET", "/v1/sharing", this::sharing).add("GET", "/v1/df", this::df);
  }

  private void sharing(Call call) throws IOException {
    SharingReport report = services.get(Sharing.class).report(call.query("namespace"));
    call.answer(Answer.of(report, wide -> SharingText.print(report)));
  }

  private void df(Call call) throws IOException {
    List<Row> rows = new ArrayList<>();
    Images images = services.get(Images.class);
    rows.add(new Row("Blobs", images.list().size(), images.contentBytes(), 0));
    Snapshots snapshots = services.get(Snapshots.class);
    List<SnapshotInfo> all = snapshots.list(Optional.empty());
    rows.add(snapshots("Layers", snapshots, all, true));
    rows.add(snapshots("Writable layers", snapshots, all, false));
    List<Usage> volumes =
        services.get(Pods.class).list(Optional.empty()).stream()
            .flatMap(pod -> pod.volumes().stream())
            .map(PodInfo.VolumeInfo::usage)
            .toList();
    long volumeBytes = volumes.stream().mapToLong(Usage::bytes).sum();
    rows.add(new Row("Volumes", volumes.size(), volumeBytes, 0));
    FileStore disk = Files.getFileStore(layout.root());
    call.answer(
        Answer.of(
            json(rows, disk.getTotalSpace(), disk.getUsableSpace()), wide -> text(rows, disk)));
  }

  private static Row snapshots(
      String type, Snapshots snapshots, List<SnapshotInfo> all, boolean committed) {
    int count = 0;
    int unknown = 0;
    long bytes = 0;
    for (SnapshotInfo info : all) {
      if ((info.kind() == SnapshotKind.COMMITTED) == committed) {
        count++;
        try {
          bytes += snapshots.usage(info.driver(), info.key()).bytes();
        } catch (CarobException e) {
          if (e.code() == ErrorCode.UNAVAILABLE) {
            unknown++;
          } else if (e.code() != ErrorCode.NOT_FOUND) {
            throw e;
          }
        }
      }
    }
    return new Row(type, count, bytes, unknown);
  }

  private static Map<String, Object> json(List<Row> rows, long total, long usable) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("uses", rows.stream().map(Row::json).toList());
    json.put("disk", Map.of("bytes", total, "available", usable));
    return json;
  }

  private static String text(List<Row> rows, FileStore disk) {
    Table table = new Table("", "TYPE", "TOTAL", "SIZE");
    for (Row row : rows) {
      String size = Human.size(row.bytes());
      table.row(
          row.type(),
          row.total(),
          row.unknown() == 0 ? size : size + " (" + row.unknown() + " unknown: driver away)");
    }
    try {
      return table.print()
          + "\n"
          + Human.size(disk.getUsableSpace())
          + " of "
          + Human.size(disk.getTotalSpace())
          + " available on "
          + disk.name()
          + "\n";
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "the disk's free space is unreadable", e);
    }
  }

  /**
   * One line of the report.
   *
   * @param unknown how many of the things could not be measured, because their driver is away
   */
  record Row(String type, int total, long bytes, int unknown) {
    Map<String, Object> json() {
      return Map.of("type", type, "total", total, "bytes", bytes, "unknown", unknown);
    }
  }
}
