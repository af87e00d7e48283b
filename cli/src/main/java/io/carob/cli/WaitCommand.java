package io.carob.cli;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Waits until resources meet a condition, as kubectl wait does.",
    footer = {
      "",
      "Examples:",
      "  carob wait --for=condition=Available deployment/web --timeout=2m",
      "  carob wait --for=condition=Ready pod/one pod/two",
      "  carob wait --for=delete pod web"
    })
final class WaitCommand extends ClientCommand {

  private static final long WEEK_MILLIS = 7 * 24 * 3_600_000L;
  private static final String CONDITION = "condition=";

  @Parameters(
      paramLabel = "KIND NAME | KIND/NAME",
      arity = "1..*",
      description = "What to look at.")
  private List<String> words = List.of();

  @Mixin private NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = "--for",
      required = true,
      paramLabel = "CONDITION",
      description = "delete, condition=NAME, or condition=NAME=VALUE (value true when missing).")
  private String condition = "";

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description =
          "How long to wait for all; 0s looks once, less than that waits a week (default:"
              + " ${DEFAULT-VALUE}).")
  private String timeout = "30s";

  @Override
  public Integer call() throws IOException {
    Wanted wanted = wanted();
    long millis = GoDuration.timeout(timeout, this);
    long deadline = System.nanoTime() + (millis < 0 ? WEEK_MILLIS : millis) * 1_000_000;
    int code = 0;
    for (ResourceWord word : ResourceWord.parse(words, this)) {
      try {
        one(word, wanted, millis == 0, deadline);
      } catch (CliException e) {
        if (e.exitCode() != CliException.FAILED) {
          throw e;
        }
        // The others are looked at all the same.
        terminal().err().println("carob: " + e.getMessage());
        code = e.exitCode();
      }
    }
    return code;
  }

  private void one(ResourceWord word, Wanted wanted, boolean once, long deadline)
      throws IOException {
    Target target = word.target("resources", namespace.orDefault()).then("watch");
    try (Http http = root().send("GET", target, Root.NO_BODY, root().millis())) {
      if (http.status() == 404 && wanted.deletion()) {
        return;
      }
      if (http.status() >= 300) {
        throw root().failure(http);
      }
      Watched watched = new Watched(word, wanted, once);
      try {
        watched.begin(http, deadline);
      } catch (SocketTimeoutException e) {
        throw watched.timedOut(e);
      }
      terminal().out().println(watched.result());
      terminal().out().flush();
    }
  }

  private Wanted wanted() {
    if (condition.toLowerCase(Locale.ROOT).equals("delete")) {
      return new Wanted("", "", true);
    }
    if (!condition.startsWith(CONDITION)) {
      throw usage("unrecognized condition: \"" + condition + "\"");
    }
    String name = condition.substring(CONDITION.length());
    int equals = name.indexOf('=');
    return equals < 0
        ? new Wanted(name, "true", false)
        : new Wanted(name.substring(0, equals), name.substring(equals + 1), false);
  }

  /** What is waited for: the deletion, or a condition. */
  private record Wanted(String name, String value, boolean deletion) {
    boolean met(String[] line) {
      if (deletion) {
        return line[1].equals("DELETED");
      }
      for (int i = 2; i < line.length; i++) {
        if (line[i].equalsIgnoreCase(name + "=" + value)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Reads lines of a watch: name, type of the event, conditions. */
  private static final class Watched {
    private final Wanted wanted;
    private final boolean once;
    private String name;
    private boolean met;
    private boolean deleted;

    Watched(ResourceWord word, Wanted wanted, boolean once) {
      this.name = word.kind() + "/" + word.name();
      this.wanted = wanted;
      this.once = once;
    }

    private boolean wantsMoreAfter(String line) {
      String[] parts = line.split(" ", -1);
      name = parts[0];
      met = wanted.met(parts);
      deleted = parts[1].equals("DELETED");
      return !met && !deleted && !once;
    }

    /** Reads what is, and then changes as long as there is time. */
    void begin(Http http, long deadline) throws IOException {
      boolean ended =
          http.eachLine(
              line -> {
                http.wire().until(deadline);
                return wantsMoreAfter(line);
              });
      if (ended) {
        throw new EOFException("the service ended the watch on " + name);
      }
    }

    String result() {
      if (met) {
        return name + " condition met";
      }
      throw deleted
          ? new CliException(
              CliException.FAILED, name + " was deleted before it met " + wanted.name())
          : timedOut(null);
    }

    CliException timedOut(@org.jspecify.annotations.Nullable Throwable cause) {
      int slash = name.indexOf('/');
      int end = name.indexOf('.') < 0 ? slash : Math.min(slash, name.indexOf('.'));
      String message =
          "timed out waiting for the condition on "
              + name.substring(0, end)
              + "s"
              + name.substring(slash);
      return cause == null
          ? new CliException(CliException.FAILED, message)
          : new CliException(CliException.FAILED, message, cause);
    }
  }
}
