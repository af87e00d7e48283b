package io.carob.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    description = "Makes the node as manifests say; checks all of them before it begins.",
    footer = {"", "Example:", "  carob apply -f examples/replicas.yaml"})
final class ApplyCommand extends ClientCommand {

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "File, folder, or - for the input; may be repeated.")
  private List<String> files = List.of();

  @Mixin private NamespaceOption namespace = new NamespaceOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--dry-run", description = "Only check.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    List<FilesOption.Source> sources = FilesOption.read(files, terminal());
    if (sources.size() > 1) {
      checkAll(sources);
    }
    List<String> answers = new ArrayList<>();
    for (FilesOption.Source source : sources) {
      answers.add(source.named(() -> root().ask("POST", target(dryRun), source.bytes())));
    }
    terminal().out().print(joined(answers));
    terminal().out().flush();
    return 0;
  }

  /** Tells what is wrong with any of the files before the first is applied. */
  private void checkAll(List<FilesOption.Source> sources) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (FilesOption.Source source : sources) {
      try (Http http = root().send("POST", target(true), source.bytes(), 0)) {
        if (http.status() >= 300) {
          wrong.add(source.name() + ": " + root().failure(http).getMessage());
        }
      }
    }
    if (!wrong.isEmpty()) {
      wrong.add("nothing is applied");
      throw new CliException(CliException.FAILED, String.join("\ncarob: ", wrong));
    }
  }

  private Target target(boolean checkOnly) {
    return new Target("apply")
        .with("namespace", namespace.orDefault())
        .flag("dryRun", checkOnly)
        .with("output", output.form);
  }

  /** One document of JSON with the results of all, or documents of YAML. */
  private String joined(List<String> answers) {
    if (answers.size() < 2 || output.form == null) {
      return String.join("", answers);
    }
    return switch (output.form) {
      case "yaml" -> String.join("---\n", answers);
      case "json" -> {
        // Each answer is {"results": [...]}.
        List<String> results = new ArrayList<>();
        for (String answer : answers) {
          String all = answer.substring(answer.indexOf('[') + 1, answer.lastIndexOf(']')).strip();
          if (!all.isEmpty()) {
            results.add(all);
          }
        }
        yield "{\n  \"results\" : [ " + String.join(", ", results) + " ]\n}\n";
      }
      default -> String.join("", answers);
    };
  }
}
