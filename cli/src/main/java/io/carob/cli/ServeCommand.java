package io.carob.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    description = "Runs the service in the foreground.",
    footer = {"", "Example:", "  carob serve --root /srv/carob"})
final class ServeCommand extends ClientCommand {

  @Mixin private PlaceOptions places = new PlaceOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Home.file("bin/carob").toString(), "serve"));
    command.addAll(places.arguments());
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
