package io.carob.sandbox.node;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExecSession;
import io.carob.api.sandbox.ExitStatus;
import io.carob.sandbox.container.OciContainerRuntime;
import io.carob.sandbox.container.Runtimes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Offers containers through an OCI runtime. */
@Component(
    service = ContainerRuntime.class,
    configurationPid = "io.carob.sandbox",
    property = "carob.driver=oci")
public final class OciRuntimeComponent implements ContainerRuntime {

  private final OciContainerRuntime runtime;

  /** Takes the node's places and the configuration. */
  @Activate
  public OciRuntimeComponent(@Reference NodeLayout layout, SandboxConfig config) {
    this.runtime =
        new OciContainerRuntime(runtimes(layout, config), config.conmon(), Clock.systemUTC());
  }

  static Runtimes runtimes(NodeLayout layout, SandboxConfig config) {
    return Runtimes.of(
        ConfigLists.names(config.runtimes()), layout.run().resolve("oci"), layout.cgroupParent());
  }

  @Deactivate
  void stop() {
    runtime.close();
  }

  @Override
  public String name() {
    return runtime.name();
  }

  @Override
  public ContainerStatus create(ContainerSpec spec) {
    return runtime.create(spec);
  }

  @Override
  public ContainerStatus start(String id, Path directory) {
    return runtime.start(id, directory);
  }

  @Override
  public Optional<ContainerStatus> status(String id, Path directory) {
    return runtime.status(id, directory);
  }

  @Override
  public CompletableFuture<ExitStatus> exit(String id, Path directory) {
    return runtime.exit(id, directory);
  }

  @Override
  public void signal(String id, Path directory, String signal) {
    runtime.signal(id, directory, signal);
  }

  @Override
  public ExecSession exec(String id, Path directory, List<String> args, List<String> env) {
    return runtime.exec(id, directory, args, env);
  }

  @Override
  public void remove(String id, Path directory) {
    runtime.remove(id, directory);
  }
}
