package io.carob.rest.pod;

import io.carob.api.pod.LogRequest;
import io.carob.api.pod.PodInfo.ContainerInfo;
import io.carob.api.pod.Pods;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.http.Stream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The logs of a pod's containers as a stream of text, exactly as the containers wrote them. */
public final class LogRoute {

  private final Services services;
  private final Clock clock;

  /** The route over these services. */
  public LogRoute(Services services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("GET", "/v1/pods/{namespace}/{name}/log", this::log);
  }

  private void log(Call call) throws IOException {
    Pods pods = services.get(Pods.class);
    List<LogRequest> requests = requests(call, pods);
    boolean atOnce = requests.size() > 1 && requests.get(0).follow();
    List<Runnable> places = new ArrayList<>();
    try (Logs logs = Logs.open(pods, requests, call.flag("prefix", false))) {
      if (atOnce) {
        // Each takes a thread of its own.
        requests.stream().skip(1).forEach(request -> places.add(call.limit().enter()));
      }
      try (Stream stream = call.stream("text/plain;charset=utf-8")) {
        stream.whenGone(logs::close);
        call.flushHead();
        if (atOnce) {
          logs.copyAtOnce(stream.out(), call.executor());
        } else {
          logs.copyInTurn(stream.out());
        }
        stream.end();
      }
    } finally {
      places.forEach(Runnable::run);
    }
  }

  private List<LogRequest> requests(Call call, Pods pods) {
    if (!call.flag("allContainers", false)) {
      return List.of(request(call, Containers.one(call, pods)));
    }
    if (call.query("container").isPresent()) {
      throw Call.invalid("allContainers", "should not be specified with a container name");
    }
    List<ContainerInfo> all = Containers.all(call, pods);
    return all.isEmpty()
        ? List.of(request(call, Optional.empty()))
        : all.stream().map(c -> request(call, Optional.of(c.name()))).toList();
  }

  private LogRequest request(Call call, Optional<String> container) {
    return new LogRequest(
        call.path("namespace"),
        call.path("name"),
        container,
        call.flag("follow", false),
        call.number("tail").map(OptionalInt::of).orElseGet(OptionalInt::empty),
        call.query("since").map(this::since),
        call.flag("previous", false),
        call.flag("timestamps", false));
  }

  private Instant since(String text) {
    Optional<Instant> time = io.carob.rest.print.Human.instant(text);
    return time.orElseGet(() -> clock.instant().minus(Durations.parse("since", text)));
  }
}
