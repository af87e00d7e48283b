package io.carob.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells of a wrong command line: one sentence, what may be meant, and where the help is. */
final class WrongUsage {

  /** Words of other tools, and what does the same here. */
  private static final Map<String, String> MEANT =
      Map.ofEntries(
          Map.entry("ps", "carob get pods"),
          Map.entry("pods", "carob get pods"),
          Map.entry("ls", "carob get pods"),
          Map.entry("list", "carob get pods"),
          Map.entry("images", "carob get images"),
          Map.entry("create", "carob apply"),
          Map.entry("replace", "carob apply"),
          Map.entry("edit", "carob apply"),
          Map.entry("pull", "carob image import"),
          Map.entry("load", "carob image import"),
          Map.entry("import", "carob image import"),
          Map.entry("save", "carob image export"),
          Map.entry("export", "carob image export"),
          Map.entry("commit", "carob image commit"),
          Map.entry("rmi", "carob image rm"),
          Map.entry("tag", "carob image tag"),
          Map.entry("rm", "carob delete"),
          Map.entry("kill", "carob delete"),
          Map.entry("volumes", "carob volume ls"),
          Map.entry("drivers", "carob driver ls"),
          Map.entry("bundles", "carob bundle ls"),
          Map.entry("snapshots", "carob snapshot ls"),
          Map.entry("top", "carob df"),
          Map.entry("stats", "carob df"),
          Map.entry("info", "carob status"),
          Map.entry("rollout", "carob wait"),
          Map.entry("log", "carob logs"));

  private WrongUsage() {}

  /** Refuses words that no command takes, which would otherwise go under in a help text. */
  static void refuseUnmatched(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    CommandLine line = deepest.commandSpec().commandLine();
    if (takesCommands(line) && !deepest.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(line, deepest.unmatched());
    }
  }

  private static boolean takesCommands(CommandLine line) {
    return line.getParent() == null || !line.getSubcommands().isEmpty();
  }

  /** Prints what is wrong; the exit code. */
  static int tell(ParameterException wrong, Terminal terminal) {
    CommandLine line = wrong.getCommandLine();
    terminal.err().println("carob: " + message(wrong));
    String name = line.getCommandSpec().qualifiedName();
    if (line.getParent() == null) {
      terminal.err().println("Usage: carob COMMAND … (all commands with carob --help)");
      return CliException.USAGE;
    }
    String synopsis = line.getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
    terminal.err().println("Usage: " + synopsis + " (more with " + name + " --help)");
    return CliException.USAGE;
  }

  private static String message(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    String word = unknownWord(wrong);
    if (word == null || !takesCommands(line)) {
      return String.valueOf(wrong.getMessage());
    }
    String name = line.getCommandSpec().qualifiedName();
    boolean top = line.getParent() == null;
    List<String> known = top ? Commands.names() : new ArrayList<>(line.getSubcommands().keySet());
    List<String> near =
        top && MEANT.containsKey(word)
            ? List.of(MEANT.getOrDefault(word, ""))
            : near(word, known).stream().map(each -> name + " " + each).toList();
    String unknown = "there is no command " + name + " " + word + ". ";
    if (!near.isEmpty()) {
      return unknown + "Did you mean " + String.join(" or ", near) + "?";
    }
    return unknown + "There are: " + String.join(", ", known);
  }

  private static @Nullable String unknownWord(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      return first.startsWith("-") ? null : first;
    }
    return null;
  }

  /**
   * The known words that are near, the likeliest first: by the measure of {@code
   * io.carob.api.text.Nearest}, which is in a jar that this command starts without.
   */
  static List<String> near(String word, List<String> known) {
    int allowed = word.length() < 4 ? 1 : Math.max(2, Math.min(word.length(), 12) / 3);
    String plain = plain(word);
    return known.stream()
        .filter(each -> distance(plain, plain(each)) <= allowed)
        .sorted(
            Comparator.<String>comparingInt(each -> distance(plain, plain(each)))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  /** Letters to be added, dropped, changed or swapped with their neighbour. */
  private static int distance(String one, String other) {
    int[][] d = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[one.length()][other.length()];
  }
}
