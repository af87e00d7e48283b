package io.carob.rest.pod;

import io.carob.api.pod.PodInfo;
import io.carob.api.pod.PodInfo.VolumeInfo;
import io.carob.api.pod.Pods;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Human;
import io.carob.rest.print.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The volumes that are published for pods. */
public final class VolumeRoutes {

  private final Services services;

  /** The route over these services. */
  public VolumeRoutes(Services services) {
    this.services = services;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("GET", "/v1/volumes", this::list);
  }

  private void list(Call call) throws IOException {
    Table table = new Table("", "NAMESPACE", "POD", "VOLUME", "TYPE", "ACCESS", "SIZE", "PATH");
    List<Map<String, Object>> all = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (PodInfo pod : services.get(Pods.class).list(call.query("namespace"))) {
      for (VolumeInfo volume : pod.volumes()) {
        all.add(json(pod, volume));
        names.add(pod.namespace() + "/" + pod.name() + "/" + volume.name());
        table.row(
            pod.namespace(),
            pod.name(),
            volume.name(),
            volume.type(),
            volume.readOnly() ? "ro" : "rw",
            Human.size(volume.usage().bytes()),
            volume.path());
      }
    }
    if (all.isEmpty()) {
      call.note("No volumes.");
    }
    call.answer(new Answer(Map.of("volumes", all), wide -> table.print(), names));
  }

  private static Map<String, Object> json(PodInfo pod, VolumeInfo volume) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("namespace", pod.namespace());
    json.put("pod", pod.name());
    json.put("volume", volume.name());
    json.put("type", volume.type());
    json.put("path", volume.path());
    json.put("readOnly", volume.readOnly());
    json.put("usage", volume.usage());
    return json;
  }
}
