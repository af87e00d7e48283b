package io.carob.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new image says differently. */
final class ChangeOptions {

  @Option(
      names = "--entrypoint",
      paramLabel = "WORD",
      description = "A word of the entry point; repeat it for more, '' for none.")
  private List<String> entrypoint = List.of();

  @Option(
      names = "--cmd",
      paramLabel = "WORD",
      description = "A further word of the command; repeat it for more, '' for none.")
  private List<String> cmd = List.of();

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME=VALUE",
      description = "Sets a variable.")
  private List<String> env = List.of();

  @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Sets a label.")
  private List<String> labels = List.of();

  @Option(names = "--workdir", paramLabel = "PATH", description = "The working folder.")
  private @Nullable String workdir;

  @Option(names = "--user", paramLabel = "USER[:GROUP]", description = "Who runs the command.")
  private @Nullable String user;

  @Option(names = "--author", paramLabel = "NAME", description = "Who made the image.")
  private @Nullable String author;

  @Option(names = "--comment", paramLabel = "TEXT", description = "For the image's history.")
  private @Nullable String comment;

  @Option(
      names = "--created",
      paramLabel = "TIME",
      description =
          "RFC 3339 or seconds ($SOURCE_DATE_EPOCH; the latest time of change in what is added).")
  private @Nullable String created;

  void addTo(Target target, Terminal terminal) {
    entrypoint.forEach(word -> target.with("entrypoint", word));
    cmd.forEach(word -> target.with("cmd", word));
    env.forEach(pair -> target.with("env", pair));
    labels.forEach(pair -> target.with("label", pair));
    String epoch = terminal.env().getOrDefault("SOURCE_DATE_EPOCH", "");
    target
        .with("workdir", workdir)
        .with("user", user)
        .with("author", author)
        .with("comment", comment)
        .with("created", created != null || epoch.isEmpty() ? created : epoch);
  }
}
