package io.carob.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself, with the options that all subcommands take. */
@Command(
    name = "carob",
    description = "Runs pods on this node, and shows what they share.",
    mixinStandardHelpOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 fine, 1 the request failed, 2 wrong usage, 3 no service.",
      "",
      "Examples:",
      "  carob start",
      "  carob apply -f examples/replicas.yaml",
      "  carob get pods -A -o wide",
      "  carob sharing"
    })
final class Root implements Runnable {

  static final byte[] NO_BODY = {};

  @Option(
      names = {"-H", "--socket"},
      scope = ScopeType.INHERIT,
      paramLabel = "PATH",
      description =
          "Socket of the service ($CAROB_SOCKET; $CAROB_RUN/carob.sock; /run/carob/carob.sock).")
  private @Nullable Path socket;

  @Option(
      names = "--request-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long to wait for an answer to begin; 0 for ever (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli prints the help when it is set
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  private final Terminal terminal;

  Root(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing command");
    }
  }

  Terminal terminal() {
    return terminal;
  }

  Path socket() {
    if (socket != null) {
      return socket;
    }
    String named = terminal.env().getOrDefault("CAROB_SOCKET", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    String property = System.getProperty("carob.run", "/run/carob");
    return Path.of(terminal.env().getOrDefault("CAROB_RUN", property), "carob.sock");
  }

  /** Asks and shows the answer; the exit code. */
  int call(String method, Object target) throws IOException {
    return call(method, target, NO_BODY);
  }

  /** Asks with a body and shows the answer; the exit code. */
  int call(String method, Object target, byte[] body) throws IOException {
    try (Http http = send(method, target, body, millis())) {
      return show(http);
    }
  }

  /** Asks for something that takes its time before the answer begins; the exit code. */
  int callPatiently(String method, Object target, byte[] body) throws IOException {
    try (Http http = send(method, target, body, 0)) {
      return show(http);
    }
  }

  /** Sends a stream; the answer is left to the caller. */
  Http upload(Object target, InputStream body) throws IOException {
    return Http.upload(socket(), 0, "POST", target.toString(), body);
  }

  Http send(String method, Object target, byte[] body, long millis) throws IOException {
    return Http.send(socket(), millis, method, target.toString(), body);
  }

  Http upgrade(Object target, String protocol) throws IOException {
    return Http.upgrade(socket(), millis(), target.toString(), protocol);
  }

  long millis() {
    return timeoutSeconds * 1000L;
  }

  /** Shows an answer: the body as it is, or the error. */
  int show(Http http) throws IOException {
    if (http.status() >= 300) {
      throw failure(http);
    }
    showNote(http);
    http.copyBody(terminal.out());
    terminal.out().flush();
    return http.header("Carob-Error-Code").isEmpty() ? 0 : CliException.FAILED;
  }

  /** Shows the remark beside an answer, where there is one. */
  void showNote(Http http) {
    String note = http.header("Carob-Note");
    if (!note.isEmpty()) {
      terminal.err().println(note);
    }
  }

  /** The failure that an answer tells of. */
  CliException failure(Http http) throws IOException {
    return new CliException(CliException.FAILED, text(http).strip());
  }

  /** The whole body as text. */
  static String text(Http http) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    http.copyBody(body);
    return body.toString(Http.TEXT);
  }
}
