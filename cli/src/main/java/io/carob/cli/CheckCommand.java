package io.carob.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    description = "Shows what the host offers and lacks, with the fix for each.",
    footer = {"", "Example:", "  carob check"})
final class CheckCommand extends ClientCommand {

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      return root()
          .callPatiently("GET", new Target("check").with("output", output.form), Root.NO_BODY);
    } catch (CliException e) {
      if (e.exitCode() != CliException.NO_SERVICE
          || System.getProperty("carob.home", "").isEmpty()) {
        throw e;
      }
      return alone();
    }
  }

  /** Without a service, the checks run in a process of their own. */
  private static int alone() throws IOException, InterruptedException {
    String home = System.getProperty("carob.home", "");
    return new ProcessBuilder(
            Home.java(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // it lives for seconds
            "-Dcarob.home=" + home,
            "-Dlogback.configurationFile=" + Home.file("conf/logback.xml"),
            "-cp",
            Home.file("lib/service") + "/*",
            "io.carob.assembly.launch.Launcher",
            "check")
        .inheritIO()
        .start()
        .waitFor();
  }
}
