package io.carob.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    description = "Shows what replicas share of their image, read from the kernel.",
    footer = {"", "Example:", "  carob sharing -o json"})
final class SharingCommand extends ClientCommand {
  @Mixin private NamespaceOption namespace = new NamespaceOption();
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    return root()
        .callPatiently(
            "GET",
            new Target("sharing").with("namespace", namespace.name).with("output", output.form),
            Root.NO_BODY);
  }
}
