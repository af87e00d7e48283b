package io.carob.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Deletes resources, and waits until they are gone.",
    footer = {
      "",
      "Examples:",
      "  carob delete -f examples/replicas.yaml",
      "  carob delete pod web --now",
      "  carob delete deployment/web pod/other"
    })
final class DeleteCommand extends ClientCommand {

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "Delete what these manifests name; - for the input; may be repeated.")
  private List<String> files = List.of();

  @Parameters(paramLabel = "KIND NAME | KIND/NAME", arity = "0..*", description = "What to delete.")
  private List<String> words = List.of();

  @Mixin private NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = "--grace-period",
      paramLabel = "SECONDS",
      description = "Time to end for containers (default: what the pod says, or 30).")
  private @Nullable Integer grace;

  @Option(names = "--now", description = "Give containers one second.")
  private boolean now;

  @Option(
      names = "--wait",
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      defaultValue = "true",
      description = "Wait until all is gone (default: ${DEFAULT-VALUE}).")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "0s",
      description =
          "How long to wait until it is gone; the deletion goes on after that. 0s is without a limit"
              + " (default: ${DEFAULT-VALUE}).")
  private String timeout = "0s";

  private long seconds;

  @Override
  public Integer call() throws IOException {
    if (files.isEmpty() == words.isEmpty()) {
      throw usage("Give either -f FILE or a kind and a name");
    }
    if (grace != null && grace < -1) {
      throw usage("--grace-period must be 0 or more seconds, but is " + grace);
    }
    seconds = seconds();
    int code = 0;
    if (!files.isEmpty()) {
      for (FilesOption.Source source : FilesOption.read(files, terminal())) {
        Target target = options(new Target("delete").with("namespace", namespace.orDefault()));
        code =
            Math.max(
                code,
                source.named(
                    () ->
                        patiently("POST", target, source.bytes(), "what is deleted", "KIND NAME")));
      }
      return code;
    }
    for (ResourceWord word : ResourceWord.parse(words, this)) {
      code = Math.max(code, one(word));
    }
    return code;
  }

  private int one(ResourceWord word) throws IOException {
    Target target = options(word.target("resources", namespace.orDefault()));
    try {
      String name = word.kind() + "/" + word.name();
      return patiently("DELETE", target, Root.NO_BODY, name, name);
    } catch (CliException e) {
      if (e.exitCode() != CliException.FAILED) {
        throw e;
      }
      // The others are deleted all the same.
      terminal().err().println("carob: " + e.getMessage());
      return e.exitCode();
    }
  }

  private long seconds() {
    long millis = GoDuration.timeout(timeout, this);
    if (millis < 0) {
      throw usage("--timeout must be 0s or more, but is " + timeout);
    }
    return Math.min(millis / 1_000 + (millis % 1_000 == 0 ? 0 : 1), Integer.MAX_VALUE);
  }

  /** Asks, and tells whoever waits long what is waited for. */
  private int patiently(String method, Target target, byte[] body, String what, String words)
      throws IOException {
    if (!wait) {
      return root().callPatiently(method, target, body);
    }
    String line =
        "carob: still waiting for %s to be gone; `carob describe %s -n %s` shows why"
            .formatted(what, words, namespace.orDefault());
    try (LongWait unused = new LongWait(line, terminal())) {
      return root().callPatiently(method, target, body);
    }
  }

  private Target options(Target target) {
    return target
        // kubectl writes "what the pod says" as -1.
        .with("grace", now ? Integer.valueOf(1) : grace != null && grace < 0 ? null : grace)
        .with("wait", wait ? null : "false")
        .with("timeout", seconds == 0 ? null : seconds);
  }
}
