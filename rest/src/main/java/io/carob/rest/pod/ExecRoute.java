package io.carob.rest.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.Pods;
import io.carob.api.sandbox.ExecSession;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import java.util.List;
import java.util.Optional;

/** Running a command in a container, over a connection upgraded to {@code carob-exec/1}. */
public final class ExecRoute {

  /** The protocol's name in the {@code Upgrade} header. */
  public static final String PROTOCOL = "carob-exec/1";

  private final Services services;

  /** The route over these services. */
  public ExecRoute(Services services) {
    this.services = services;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("POST", "/v1/pods/{namespace}/{name}/exec", this::exec);
  }

  private void exec(Call call) {
    if (!call.wantsUpgrade(PROTOCOL)) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "exec needs the headers Connection: Upgrade and Upgrade: " + PROTOCOL);
    }
    List<String> command = call.queryAll("command");
    if (command.isEmpty()) {
      throw Call.invalid("command", "is missing: give it once for each word of the command");
    }
    Runnable release = call.limit().enter();
    try {
      Pods pods = services.get(Pods.class);
      Optional<String> container = Containers.one(call, pods);
      ExecSession session =
          pods.exec(call.path("namespace"), call.path("name"), container, command);
      ExecConnection connection =
          new ExecConnection(call.endPoint(), call.executor(), session, release);
      call.upgrade(PROTOCOL, connection, connection::end);
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
  }
}
