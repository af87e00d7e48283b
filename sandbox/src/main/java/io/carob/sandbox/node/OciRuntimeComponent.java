package io.carob.sandbox.node;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.sandbox.container.OciContainerRuntime;
import io.carob.sandbox.container.Runtimes;
import java.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Offers containers through an OCI runtime. */
@Component(
    service = ContainerRuntime.class,
    configurationPid = "io.carob.sandbox",
    property = "carob.driver=oci")
public final class OciRuntimeComponent extends OciContainerRuntime {

  /** Takes the node's places and the configuration. */
  @Activate
  public OciRuntimeComponent(@Reference NodeLayout layout, SandboxConfig config) {
    super(
        runtimes(layout, config),
        ConfigLists.program("conmon", config.conmon()),
        Clock.systemUTC());
  }

  static Runtimes runtimes(NodeLayout layout, SandboxConfig config) {
    return Runtimes.of(
        ConfigLists.names(config.runtimes()), layout.run().resolve("oci"), layout.cgroupParent());
  }

  @Override
  @Deactivate
  public void close() {
    super.close();
  }
}
