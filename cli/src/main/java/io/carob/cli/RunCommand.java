package io.carob.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Makes a pod of one container.",
    footer = {
      "",
      "Examples:",
      "  carob run demo/web:1 --name web",
      "  carob run demo/web:1 --attach --rm --restart Never -- sh -c 'echo hello'"
    })
final class RunCommand extends ClientCommand {

  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int NOT_STARTED = 412;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "The image.")
  private String image = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments, after --.")
  private List<String> command = List.of();

  @Option(names = "--name", paramLabel = "NAME", description = "The pod's name.")
  private @Nullable String name;

  @Mixin private NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = "--restart",
      paramLabel = "POLICY",
      defaultValue = "Always",
      description = "Always, OnFailure or Never (default: ${DEFAULT-VALUE}).")
  private String restart = "Always";

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME=VALUE",
      description = "Environment; may be repeated.")
  private List<String> env = List.of();

  @Option(names = "--attach", description = "Show what it prints until it ends.")
  private boolean attach;

  @Option(names = "--rm", description = "Delete the pod at the end; needs --attach.")
  private boolean remove;

  @Override
  public Integer call() throws IOException {
    if (remove && !attach) {
      throw usage("--rm needs --attach");
    }
    String pod = name == null ? invented() : name;
    byte[] manifest = PodManifest.of(pod, image, restart, env, command).getBytes(Http.TEXT);
    Target apply = new Target("apply").with("namespace", namespace.orDefault());
    if (!attach) {
      return root().callPatiently("POST", apply, manifest);
    }
    try (Http http = root().send("POST", apply, manifest, 0)) {
      if (http.status() >= 300) {
        throw root().failure(http);
      }
    }
    try {
      return follow(pod);
    } finally {
      if (remove) {
        Target target = new Target("resources", "pod", namespace.orDefault(), pod);
        try (Http http = root().send("DELETE", target, Root.NO_BODY, 0)) {
          if (http.status() >= 300) {
            terminal().err().println("carob: " + root().failure(http).getMessage());
          }
        }
      }
    }
  }

  private int follow(String pod) throws IOException {
    Target watch = new Target("resources", "pod", namespace.orDefault(), pod, "watch");
    try (Http changes = root().send("GET", watch, Root.NO_BODY, root().millis())) {
      if (changes.status() >= 300) {
        throw root().failure(changes);
      }
      if (changes.eachLine(line -> !hasLog(pod))) {
        throw new CliException(
            CliException.FAILED, "pod/" + pod + " was deleted before its container started");
      }
    }
    try (Http log = log(pod)) {
      return root().show(log);
    }
  }

  private boolean hasLog(String pod) throws IOException {
    try (Http log = log(pod)) {
      return log.status() != NOT_STARTED;
    }
  }

  private Http log(String pod) throws IOException {
    Target log = new Target("pods", namespace.orDefault(), pod, "log").flag("follow", true);
    return root().send("GET", log, Root.NO_BODY, root().millis());
  }

  /** The image's last word and five letters that make no words. */
  private String invented() {
    String word = image.substring(image.lastIndexOf('/') + 1);
    int end = 0;
    while (end < word.length() && Character.isLetterOrDigit(word.charAt(end))) {
      end++;
    }
    StringBuilder out = new StringBuilder(word.substring(0, end)).append('-');
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 5; i++) {
      out.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return out.toString();
  }
}
