package io.carob.rest.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.NodeLayout;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.Pods;
import io.carob.api.storage.SpaceReport;
import io.carob.api.storage.Storage;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Human;
import io.carob.rest.print.SpaceText;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What takes how much of the disk. */
public final class SpaceRoute {

  private final Services services;
  private final NodeLayout layout;

  /** The route over these services. */
  public SpaceRoute(Services services, NodeLayout layout) {
    this.services = services;
    this.layout = layout;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("GET", "/v1/df", this::df);
  }

  private void df(Call call) throws IOException {
    boolean details = call.flag("verbose", false);
    SpaceReport report = services.get(Storage.class).space(call.flag("fresh", false));
    List<PodInfo> pods =
        services.find(Pods.class).map(all -> all.list(Optional.empty())).orElse(List.of());
    SpaceUses uses = new SpaceUses(report, pods);
    FileStore disk = Files.getFileStore(layout.root());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("uses", uses.rows().stream().map(SpaceUses.Row::json).toList());
    json.put("bytes", uses.bytes());
    json.put("images", uses.images());
    json.put("layers", uses.layers());
    json.put("containers", uses.containers());
    json.put("snapshots", uses.otherSnapshots());
    json.put("volumes", uses.volumes());
    json.put("blobs", uses.blobs());
    json.put("disk", Map.of("bytes", disk.getTotalSpace(), "available", disk.getUsableSpace()));
    call.answer(
        new Answer(
            json,
            wide ->
                SpaceText.print(uses.rows()) + (details || wide ? uses.details() : "") + free(disk),
            List.of()));
  }

  private static String free(FileStore disk) {
    try {
      return "\n"
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
}
