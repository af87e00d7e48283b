package io.carob.sandbox.node;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.sandbox.network.Networks;
import io.carob.sandbox.pod.PauseCommand;
import io.carob.sandbox.pod.PauseSandboxDriver;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Offers the sandboxes held by a pause process. */
@Component(
    service = SandboxDriver.class,
    configurationPid = "io.carob.sandbox",
    property = "carob.driver=pause")
@Designate(ocd = SandboxConfig.class) // for all components of this configuration
public final class PauseDriverComponent extends PauseSandboxDriver {

  /** Takes the node's places and the configuration. */
  @Activate
  public PauseDriverComponent(@Reference NodeLayout layout, SandboxConfig config) {
    super(new PauseCommand(command(config)), networks(config), layout.cgroupParent());
  }

  private static List<String> command(SandboxConfig config) {
    List<String> command = ConfigLists.command(config.pause_command());
    String unused = ConfigLists.program("pause.command", command.get(0));
    return command;
  }

  static Networks networks(SandboxConfig config) {
    return new Networks(
        Path.of(config.cni_conf_dir()),
        ConfigLists.names(config.cni_bin_dir()).stream().map(Path::of).toList());
  }

  @Override
  @Deactivate
  public void close() {
    super.close();
  }
}
