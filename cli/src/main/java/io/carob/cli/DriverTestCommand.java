package io.carob.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * For the help, and for the words that the script does not see. The tests run in a process of their
 * own, in a mount namespace of its own, which {@code bin/carob} starts.
 */
@Command(
    name = "test",
    description = {
      "Runs the contract's tests over the drivers of a jar, in a private root, and says which clause"
          + " is broken, what was done, what was expected, what was seen, and what that usually"
          + " means.",
      "Needs root and no service. Exit code: 0 the contract is kept, 1 it is broken, 2 the jar"
          + " cannot be tested."
    },
    footer = {
      "",
      "Examples:",
      "  carob driver test target/my-driver-1.0.jar",
      "  carob driver test my-volume.jar --field path=/srv/data --refuse path=../x",
      "  carob driver test my-volume.jar --set protocols=file --field repository=file:///srv/site",
      "  carob driver test my-driver.jar --home classpath --clause S4"
    })
final class DriverTestCommand extends ClientCommand {

  @Parameters(index = "0", paramLabel = "JAR", description = "The jar.")
  private String jar = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Tests this type alone: snapshotter, volume, sandbox or runtime.")
  private String type = "";

  @Option(names = "--name", paramLabel = "NAME", description = "Tests this driver alone.")
  private String name = "";

  @Option(
      names = "--home",
      paramLabel = "HOME",
      description = "Where the driver lives: classpath, felix (OSGi), or both (default).")
  private String home = "";

  @Option(
      names = "--fs",
      paramLabel = "FS",
      description =
          "What its folders lie on: auto (default: ext4, or btrfs where the driver wants that),"
              + " ext4, btrfs, or the path of a folder.")
  private String fileSystem = "";

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "Where the private root is made; default: the folder for temporary files.")
  private String rootFolder = "";

  @Option(
      names = "--clause",
      paramLabel = "CLAUSE",
      description = "Runs the tests of this clause alone, such as S4; may be repeated.")
  private List<String> clauses = List.of();

  @Option(
      names = "--field",
      paramLabel = "NAME=VALUE",
      description =
          "A field of the volume; NAME:=VALUE for a number or true and false; may be repeated.")
  private List<String> fields = List.of();

  @Option(
      names = "--refuse",
      paramLabel = "NAME=VALUE",
      description = "A field that the volume plugin must refuse; may be repeated.")
  private List<String> refused = List.of();

  @Option(
      names = "--shows",
      paramLabel = "KIND/NAME",
      description = "The config object that the volume shows with its fields.")
  private String shows = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the drivers, as in their configuration file; PID:KEY=VALUE for those of"
              + " --with; may be repeated.")
  private List<String> settings = List.of();

  @Option(
      names = "--with",
      paramLabel = "JAR",
      description =
          "Drivers that these ones call, beside those that come with Carob; may be repeated.")
  private List<String> others = List.of();

  @Option(names = "--time-limit", paramLabel = "SECONDS", description = "For one test; default 60.")
  private String timeLimit = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "text (default), json, or junit.")
  private String form = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Home.file("bin/carob").toString(), "driver", "test", jar));
    one(command, "--type", type);
    one(command, "--name", name);
    one(command, "--home", home);
    one(command, "--fs", fileSystem);
    one(command, "--root", rootFolder);
    clauses.forEach(value -> one(command, "--clause", value));
    fields.forEach(value -> one(command, "--field", value));
    refused.forEach(value -> one(command, "--refuse", value));
    one(command, "--shows", shows);
    settings.forEach(value -> one(command, "--set", value));
    others.forEach(value -> one(command, "--with", value));
    one(command, "--time-limit", timeLimit);
    one(command, "-o", form);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static void one(List<String> command, String option, String value) {
    if (!value.isEmpty()) {
      command.add(option);
      command.add(value);
    }
  }
}
