package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.Pods;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExecSession;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.snapshot.SnapshotKey;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One running pod {@code default/web} of one container, and {@code default/trio} of three, which no
 * list shows; exec runs on the test's own host.
 */
public final class FakePods implements Pods {

  /** Requests for logs so far. */
  public final BlockingQueue<LogRequest> logs = new LinkedBlockingQueue<>();

  /** Counts down when a followed log is closed. */
  public final CountDownLatch followClosed = new CountDownLatch(1);

  /** Counts down when an exec session is closed. */
  public final CountDownLatch execClosed = new CountDownLatch(1);

  @Override
  public List<PodInfo> list(Optional<String> namespace) {
    return namespace.isEmpty() || namespace.get().equals("default") ? List.of(web()) : List.of();
  }

  @Override
  public Optional<PodInfo> find(String namespace, String name) {
    return namespace.equals("default") && name.equals("trio")
        ? Optional.of(trio())
        : list(Optional.of(namespace)).stream().filter(p -> p.name().equals(name)).findFirst();
  }

  private static PodInfo trio() {
    return new PodInfo(
        "u-trio",
        "default",
        "trio",
        "Running",
        Optional.empty(),
        List.of(plain("setup", true), plain("app", false), plain("side", false)),
        List.of());
  }

  private static PodInfo.ContainerInfo plain(String name, boolean init) {
    return new PodInfo.ContainerInfo(
        name,
        init,
        "demo/web:1",
        Optional.empty(),
        0,
        List.of(),
        List.of(),
        Optional.empty(),
        "overlay",
        Optional.empty(),
        List.of(),
        Path.of("/p/" + name + ".log"),
        "",
        "");
  }

  private static PodInfo web() {
    Instant then = Instant.parse("2026-01-01T00:00:00Z");
    ContainerMount html =
        new ContainerMount(
            "html",
            "configMap",
            Path.of("/v/html"),
            Optional.of("page"),
            "/usr/share/html",
            true,
            ContainerMount.Propagation.HOST_TO_CONTAINER);
    ContainerMount hosts =
        new ContainerMount(
            ".hosts",
            "pod",
            Path.of("/p/etc/hosts"),
            Optional.empty(),
            "/etc/hosts",
            false,
            ContainerMount.Propagation.PRIVATE);
    PodInfo.ContainerInfo app =
        new PodInfo.ContainerInfo(
            "app",
            false,
            "demo/web:1",
            Optional.of(Digest.of(new byte[] {1})),
            2,
            List.of("nginx", "-g"),
            List.of("A=b"),
            Optional.of(
                new ContainerStatus(
                    "c1",
                    ContainerStatus.State.RUNNING,
                    77,
                    Path.of("/run/c1/rootfs"),
                    then,
                    Optional.of(then),
                    Optional.empty())),
            "overlay",
            Optional.of(new SnapshotKey("pod/app")),
            List.of(html, hosts),
            Path.of("/p/app.log"),
            "",
            "");
    Sandbox sandbox =
        new Sandbox(
            "u-web",
            Path.of("/run/s"),
            true,
            66,
            Map.of(NamespaceKind.NET, Path.of("/run/s/net")),
            List.of(),
            List.of("10.1.2.3"));
    return new PodInfo(
        "u-web",
        "default",
        "web",
        "Running",
        Optional.of(sandbox),
        List.of(app),
        List.of(
            new PodInfo.VolumeInfo(
                "html", "configMap", Path.of("/v/html"), true, new Usage(4096, 2))));
  }

  @Override
  public InputStream log(LogRequest request) {
    logs.add(request);
    if (request.pod().equals("trio")) {
      String container = request.container().orElseThrow();
      byte[] lines = (container + " 1\n" + container + " 2\n").getBytes(StandardCharsets.UTF_8);
      return request.follow()
          ? new FollowedLog((container + " 1\n").getBytes(StandardCharsets.UTF_8), followClosed)
          : new ByteArrayInputStream(lines);
    }
    if (!request.pod().equals("web")) {
      throw new CarobException(ErrorCode.NOT_FOUND, "pod \"" + request.pod() + "\" not found");
    }
    byte[] text = "one\ntwo\u0007\n".getBytes(StandardCharsets.UTF_8);
    return request.follow() ? new FollowedLog(text, followClosed) : new ByteArrayInputStream(text);
  }

  @Override
  public ExecSession exec(
      String namespace, String pod, Optional<String> container, List<String> args) {
    if (!pod.equals("web")) {
      throw new CarobException(ErrorCode.NOT_FOUND, "pod \"" + pod + "\" not found");
    }
    return HostExec.start(args, execClosed);
  }

  @Override
  public java.util.concurrent.CompletableFuture<Void> stopAll() {
    throw new UnsupportedOperationException("the API does not call this");
  }
}
