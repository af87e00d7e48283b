package io.carob.rest.pod;

import io.carob.api.pod.PodInfo;
import io.carob.api.pod.PodInfo.ContainerInfo;
import io.carob.api.pod.Pods;
import io.carob.rest.http.Call;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which containers of a pod a call means. */
final class Containers {

  private Containers() {}

  /**
   * The one that the call names, or else the pod's first that is no init container. As kubectl
   * does, a note says which one that is, unless there is only one. Empty when the pod is not there.
   */
  static Optional<String> one(Call call, Pods pods) {
    Optional<String> named = call.query("container");
    if (named.isPresent()) {
      return named;
    }
    List<ContainerInfo> all = all(call, pods);
    Optional<String> first =
        all.stream().filter(c -> !c.init()).findFirst().map(ContainerInfo::name);
    if (first.isPresent() && all.size() > 1) {
      String names =
          Stream.concat(
                  all.stream().filter(c -> !c.init()).map(ContainerInfo::name),
                  all.stream().filter(ContainerInfo::init).map(c -> c.name() + " (init)"))
              .collect(Collectors.joining(", "));
      call.note("Defaulted container \"" + first.get() + "\" out of: " + names);
    }
    return first;
  }

  /** All of the pod, init containers first; none when the pod is not there. */
  static List<ContainerInfo> all(Call call, Pods pods) {
    return pods.find(call.path("namespace"), call.path("name"))
        .map(PodInfo::containers)
        .orElse(List.of());
  }
}
