package io.carob.rest.fake;

import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverUses;
import io.carob.api.image.ImageBuilder;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.node.Bundles;
import io.carob.api.node.Configs;
import io.carob.api.node.Console;
import io.carob.api.node.DriverJars;
import io.carob.api.node.Health;
import io.carob.api.node.HostCheck;
import io.carob.api.node.LogLevels;
import io.carob.api.node.MetricSource;
import io.carob.api.node.NodeControl;
import io.carob.api.node.NodeLayout;
import io.carob.api.node.Sharing;
import io.carob.api.node.SharingReport;
import io.carob.api.node.SupportSource;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.IntegrityCheck;
import io.carob.api.storage.Storage;
import io.carob.rest.RestServer;
import io.carob.rest.Routes;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole node of fakes behind a real server on a real socket. */
public final class FakeNode implements AutoCloseable {

  /** One hour and a half after everything was made. */
  public static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T01:30:00Z"), ZoneOffset.UTC);

  public final FakeResources resources = new FakeResources();
  public final FakePods pods = new FakePods();
  public final FakeImages images = new FakeImages();
  public final FakeBuilder builder = new FakeBuilder(images);
  public final FakeSnapshots snapshots = new FakeSnapshots();
  public final FakeRegistries registries = new FakeRegistries(images);
  public final FakeStorage storage = new FakeStorage();
  public final FakeEvents events = new FakeEvents();
  public final FakeBundles bundles = new FakeBundles();
  public final FakeConfigs configs = new FakeConfigs();
  public final FakeDriverJars driverJars = new FakeDriverJars();

  public final FakeOps ops = new FakeOps();

  /** What shutdowns asked for. */
  public final List<Boolean> shutdowns = new ArrayList<>();

  /** What the host check finds. */
  public volatile HostCheck.Level level = HostCheck.Level.OK;

  public final NodeLayout layout;
  public final Router router;
  public final RestServer server;

  private final Services services;

  /** Starts a node below a folder. */
  public FakeNode(Path folder) {
    this(folder, 8);
  }

  /** Starts a node that allows so many streams. */
  public FakeNode(Path folder, int maxStreams) {
    this(folder, maxStreams, Duration.ZERO);
  }

  /** Starts a node that waits so long for a service that is not there. */
  public FakeNode(Path folder, int maxStreams, Duration patience) {
    layout = new NodeLayout(folder.resolve("root"), folder.resolve("run"), "/carob-test");
    if (!layout.root().toFile().mkdirs() && !layout.root().toFile().isDirectory()) {
      throw new IllegalStateException("cannot make " + layout.root());
    }
    services = new Services(patience, Routes.SERVICES);
    addServices();
    router = Routes.of(services, layout, CLOCK);
    server = RestServer.start(layout.socket(), router, maxStreams);
  }

  /** Takes the image service away, as when its bundle is stopped. */
  public void withoutImages() {
    services.remove(Images.class, images);
  }

  /** Brings the image service back. */
  public void withImages() {
    services.add(Images.class, images);
  }

  /** Takes the resource service away, as when its bundle is being replaced. */
  public void withoutResources() {
    services.remove(Resources.class, resources);
  }

  /** Brings the resource service back. */
  public void withResources() {
    services.add(Resources.class, resources);
  }

  /** Takes the checks away, as while the service starts. */
  public void withoutHealth() {
    services.remove(Health.class, ops);
  }

  /** Takes the bundle service away, as when there is no OSGi. */
  public void withoutBundles() {
    services.remove(Bundles.class, bundles);
  }

  private void addServices() {
    DriverSource drivers =
        () ->
            List.of(
                new DriverInfo("snapshotter", "overlay", "0.1.0", List.of("parallel")),
                new DriverInfo("snapshotter", "spare", "0.1.0", List.of()));
    Sharing sharing = namespace -> report();
    NodeControl control = shutdowns::add;
    HostCheck check =
        () -> List.of(new HostCheck.Finding("crun", level, "1.8.1", "apt-get install crun"));
    services.add(Images.class, images);
    services.add(ImageBuilder.class, builder);
    services.add(Registries.class, registries);
    services.add(Snapshots.class, snapshots);
    services.add(Resources.class, resources);
    services.add(Pods.class, pods);
    services.add(Events.class, events);
    services.add(Sharing.class, sharing);
    services.add(Bundles.class, bundles);
    services.add(Configs.class, configs);
    services.add(NodeControl.class, control);
    services.add(DriverSource.class, drivers);
    services.add(DriverUses.class, new FakeUses());
    services.add(DriverJars.class, driverJars);
    services.add(HostCheck.class, check);
    services.add(Health.class, ops);
    services.add(MetricSource.class, ops);
    services.add(LogLevels.class, ops);
    services.add(Console.class, ops);
    services.add(SupportSource.class, ops);
    services.add(Storage.class, storage);
    services.add(IntegrityCheck.class, storage::fsck);
  }

  private static SharingReport report() {
    SharingReport.RootEvidence root =
        new SharingReport.RootEvidence(
            "default/web/app",
            77,
            "overlay",
            "overlay",
            List.of("/s/top", "/s/base"),
            Optional.of("/u"),
            Optional.of("/w"),
            8192,
            "123 1 0:50 / / rw - overlay overlay rw");
    SharingReport.ImageSharing image =
        new SharingReport.ImageSharing(
            "demo/web:1",
            true,
            "2 containers show the same inodes.",
            List.of(
                new SharingReport.LayerUse(
                    "sha256:0123456789abcdef", "sha256:fedcba98765432", 5_000_000, List.of("x"))),
            List.of(root),
            List.of(
                new SharingReport.FileEvidence(
                    "/bin/busybox",
                    List.of(
                        new SharingReport.InodeSeen("default/web/app", "8:1", 42, "/s/base/bin")),
                    true)),
            Optional.of(
                new SharingReport.IsolationEvidence(
                    "/tmp/probe", "default/web/app", Map.of("default/other/app", false))));
    return new SharingReport(
        List.of(image),
        List.of(
            new SharingReport.SandboxEvidence(
                "default/web",
                66,
                "/usr/bin/catatonit -P",
                Map.of("net", "net:[1]"),
                Map.of("app", Map.of("net", "net:[1]")))),
        new SharingReport.DiskEvidence(5_000_000, 8192, 10_000_000));
  }

  @Override
  public void close() {
    server.close();
  }
}
