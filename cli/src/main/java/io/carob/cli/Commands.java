package io.carob.cli;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The subcommands by name. Only the one that the arguments name is built, because looking at all of
 * them by reflection takes longer than asking the service.
 */
final class Commands {

  private static final String[] NAMES = {
    "apply",
    "delete",
    "get",
    "describe",
    "logs",
    "exec",
    "inspect",
    "scale",
    "wait",
    "run",
    "image",
    "snapshot",
    "volume",
    "sharing",
    "df",
    "gc",
    "fsck",
    "driver",
    "bundle",
    "config",
    "events",
    "status",
    "health",
    "log",
    "support",
    "gogo",
    "check",
    "version",
    "completion",
    "start",
    "stop",
    "serve"
  };

  private static final Set<String> HELP = Set.of("-h", "--help");
  private static final Set<String> WITH_VALUE = Set.of("-H", "--socket", "--request-timeout");

  private Commands() {}

  static List<String> names() {
    return List.of(NAMES);
  }

  static void add(CommandLine line, String[] args) {
    boolean value = false;
    for (String arg : args) {
      if (value || (arg.startsWith("-") && !HELP.contains(arg))) {
        value = !value && WITH_VALUE.contains(arg);
        continue;
      }
      Object command = command(arg);
      if (command != null) {
        line.addSubcommand(arg, command);
        return;
      }
      if (!arg.startsWith("-")) {
        // The word is unknown: no later word is to be taken for the command.
        return;
      }
      break;
    }
    addAll(line);
  }

  static void addAll(CommandLine line) {
    for (String name : NAMES) {
      Object command = command(name);
      if (command != null && !line.getSubcommands().containsKey(name)) {
        line.addSubcommand(name, command);
      }
    }
  }

  private static @Nullable Object command(String name) {
    return switch (name) {
      case "apply" -> new ApplyCommand();
      case "delete" -> new DeleteCommand();
      case "get" -> new GetCommand();
      case "describe" -> new DescribeCommand();
      case "logs" -> new LogsCommand();
      case "exec" -> new ExecCommand();
      case "inspect" -> new InspectCommand();
      case "scale" -> new ScaleCommand();
      case "wait" -> new WaitCommand();
      case "run" -> new RunCommand();
      case "image" -> new ImageCommand();
      case "snapshot" -> new SnapshotCommand();
      case "volume" -> new VolumeCommand();
      case "sharing" -> new SharingCommand();
      case "df" -> new DfCommand();
      case "gc" -> new GcCommand();
      case "fsck" -> new FsckCommand();
      case "driver" -> new DriverCommand();
      case "bundle" -> new BundleCommand();
      case "config" -> new ConfigCommand();
      case "events" -> new EventsCommand();
      case "status" -> new StatusCommand();
      case "health" -> new HealthCommand();
      case "log" -> new LogCommand();
      case "support" -> new SupportCommand();
      case "gogo" -> new GogoCommand();
      case "check" -> new CheckCommand();
      case "version" -> new VersionCommand();
      case "completion" -> new CompletionCommand();
      case "start" -> new StartCommand();
      case "stop" -> new StopCommand();
      case "serve" -> new ServeCommand();
      default -> null;
    };
  }
}
