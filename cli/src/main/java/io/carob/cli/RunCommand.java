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
      "  carob run demo/web:1.0 --name web",
      "  carob run demo/busybox:1.0 --attach --rm --restart Never -- sh -c 'echo hello'",
      "",
      "With --attach the exit code is the container's: 126 for a command that cannot be run, 127",
      "for one that is not there."
    })
final class RunCommand extends ClientCommand {

  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int GONE = 404;

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

  @Option(
      names = "--attach",
      description = "Show what it prints until it ends; its exit code is passed on.")
  private boolean attach;

  @Option(
      names = "--rm",
      description = "Delete the pod at the end, or at an interrupt; needs --attach.")
  private boolean remove;

  private volatile boolean signalled;

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
    return attached(pod, apply, manifest);
  }

  private int attached(String pod, Target apply, byte[] manifest) throws IOException {
    requireNew(pod);
    // A signal ends the command without coming back here.
    Thread atSignal = new Thread(() -> removeAtSignal(pod), "carob-rm");
    if (remove) {
      Runtime.getRuntime().addShutdownHook(atSignal);
    }
    try {
      try (Http http = root().send("POST", apply, manifest, 0)) {
        if (http.status() >= 300) {
          throw root().failure(http);
        }
        root().showNote(http);
      }
      Target attach = new Target("pods", namespace.orDefault(), pod, "attach");
      try (Http http = root().send("GET", attach, Root.NO_BODY, root().millis())) {
        if (http.status() >= 300) {
          throw root().failure(http);
        }
        AttachFrames frames = new AttachFrames(terminal());
        http.copyBody(frames);
        return frames.exitCode();
      }
    } finally {
      if (remove) {
        awaitEndAfterSignal();
        remove(pod);
        Runtime.getRuntime().removeShutdownHook(atSignal);
      }
    }
  }

  /** Leaves the end of the process, and its exit code, to the signal. */
  private void awaitEndAfterSignal() {
    if (signalled) {
      try {
        Thread.currentThread().join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** With --attach and --rm another's pod must not be shown as this one's, or deleted. */
  private void requireNew(String pod) throws IOException {
    Target target = new Target("resources", "pod", namespace.orDefault(), pod);
    try (Http http = root().send("GET", target, Root.NO_BODY, root().millis())) {
      if (http.status() < 300) {
        throw new CliException(
            CliException.FAILED,
            "pod " + pod + " is there already: delete it, or choose another --name");
      }
    }
  }

  private void remove(String pod) throws IOException {
    Target target = new Target("resources", "pod", namespace.orDefault(), pod);
    try (Http http = root().send("DELETE", target, Root.NO_BODY, 0)) {
      if (http.status() >= 300 && http.status() != GONE) {
        terminal().err().println("carob: " + root().failure(http).getMessage());
      }
    }
  }

  private void removeAtSignal(String pod) {
    signalled = true;
    Target target =
        new Target("resources", "pod", namespace.orDefault(), pod).with("wait", "false");
    try (Http http = root().send("DELETE", target, Root.NO_BODY, root().millis())) {
      if (http.status() < 300) {
        terminal().err().println("pod/" + pod + " is being deleted");
      }
    } catch (IOException | CliException e) {
      terminal().err().println("carob: pod/" + pod + " stays: " + e.getMessage());
    }
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
