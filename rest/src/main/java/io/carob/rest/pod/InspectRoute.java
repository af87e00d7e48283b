package io.carob.rest.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.Pods;
import io.carob.api.snapshot.Snapshots;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Json;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.http.Snapshotters;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pod's containers in the form that users of {@code docker inspect} know. */
public final class InspectRoute {

  private final Services services;

  /** The route over these services. */
  public InspectRoute(Services services) {
    this.services = services;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("GET", "/v1/pods/{namespace}/{name}/inspect", this::inspect);
  }

  private void inspect(Call call) throws IOException {
    String name = call.path("name");
    PodInfo pod =
        services
            .get(Pods.class)
            .find(call.path("namespace"), name)
            .orElseThrow(
                () ->
                    new CarobException(
                        ErrorCode.NOT_FOUND,
                        "pod \"" + name + "\" not found in namespace " + call.path("namespace")));
    Optional<String> container = call.query("container");
    InspectView view =
        new InspectView(pod, services.find(Snapshots.class), Snapshotters.now(services));
    List<Map<String, Object>> all =
        pod.containers().stream()
            .filter(c -> container.isEmpty() || container.get().equals(c.name()))
            .map(view::of)
            .toList();
    if (all.isEmpty() && container.isPresent()) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "pod \""
              + name
              + "\" has no container \""
              + container.get()
              + "\"; it has "
              + pod.containers().stream().map(PodInfo.ContainerInfo::name).toList());
    }
    call.answer(new Answer(all, wide -> Json.pretty(all), List.of(name)));
  }
}
