package io.carob.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Shows how the parts of the service are, and what it lives on and is ready by.",
      "The exit code is 1 when one that counts is down."
    },
    footer = {"", "Examples:", "  carob health", "  carob health live"})
final class HealthCommand extends ClientCommand {

  private static final int UNHEALTHY = 503;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "WHAT",
      description = "live or ready; both when left out.")
  private String what = "";

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    String path =
        switch (what) {
          case "" -> "/health";
          case "live", "ready" -> "/health/" + what;
          default -> throw usage("WHAT is live or ready, and not \"" + what + "\"");
        };
    String target = output.form == null ? path : path + "?output=" + Http.encode(output.form);
    try (Http http = root().send("GET", target, Root.NO_BODY, root().millis())) {
      if (http.status() != UNHEALTHY || !http.header("Carob-Error-Code").isEmpty()) {
        return root().show(http);
      }
      http.copyBody(terminal().out());
      terminal().out().flush();
      return CliException.FAILED;
    }
  }
}
