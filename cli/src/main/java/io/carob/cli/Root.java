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
    versionProvider = VersionCommand.Provider.class,
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

  private int timeoutSeconds = 30;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli prints the help when it is set
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version of this command.")
  @SuppressWarnings("UnusedVariable") // picocli prints the version when it is set
  private boolean version;

  @Spec private @Nullable CommandSpec spec;

  private final Terminal terminal;

  Root(Terminal terminal) {
    this.terminal = terminal;
  }

  @Option(
      names = "--request-timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long to wait for an answer to begin; 0 for ever (default: ${DEFAULT-VALUE}).")
  void timeout(int seconds) {
    if (seconds < 0 && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "--request-timeout must be 0 or more seconds, but is " + seconds);
    }
    timeoutSeconds = seconds;
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
    return Path.of(terminal.env().getOrDefault("CAROB_RUN", "/run/carob"), "carob.sock");
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

  /** Asks for something that takes its time; the answer, once its remarks are shown. */
  String ask(String method, Object target, byte[] body) throws IOException {
    try (Http http = send(method, target, body, 0)) {
      if (http.status() >= 300) {
        throw failure(http);
      }
      showNote(http);
      return text(http);
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
    for (String warning : http.headers("Carob-Warning")) {
      terminal.err().println("Warning: " + warning);
    }
  }

  /** The failure that an answer tells of. */
  CliException failure(Http http) throws IOException {
    String message = text(http).strip();
    if (!http.header("Content-Type").startsWith("text/plain") || message.isEmpty()) {
      message =
          "what listens on "
              + socket()
              + " refused the request with status "
              + http.status()
              + " and no message of Carob's. See whether `carob version` tells of two versions";
    }
    return new CliException(CliException.FAILED, message);
  }

  /** The whole body as text. */
  static String text(Http http) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    http.copyBody(body);
    return body.toString(Http.TEXT);
  }
}
