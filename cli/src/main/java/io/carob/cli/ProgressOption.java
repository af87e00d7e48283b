package io.carob.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import picocli.CommandLine.Option;

/** Commands whose answer tells how they go on: progress, failures, results, a line each. */
final class ProgressOption {

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress.")
  private boolean quiet;

  /** Sends a request and shows its answer; the exit code. */
  int told(ClientCommand command, Target target) throws IOException {
    try (Http http = command.root().send("POST", target, Root.NO_BODY, 0)) {
      if (http.status() >= 300) {
        throw command.root().failure(http);
      }
      return copy(http, command.terminal());
    }
  }

  /** Shows an answer; the exit code. */
  int copy(Http http, Terminal terminal) throws IOException {
    Lines lines = new Lines(terminal, quiet);
    http.copyBody(lines);
    return lines.failed ? CliException.FAILED : 0;
  }

  /** Parts the lines. */
  private static final class Lines extends OutputStream {

    private final Terminal terminal;
    private final boolean quiet;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ProgressLines progress;
    private boolean failed;

    Lines(Terminal terminal, boolean quiet) {
      this.terminal = terminal;
      this.quiet = quiet;
      this.progress = ProgressLines.on(terminal);
    }

    @Override
    public void write(int b) {
      if (b != '\n') {
        line.write(b);
        return;
      }
      String text = line.toString(Http.TEXT);
      line.reset();
      if (text.startsWith("error: ")) {
        failed = true;
        terminal.err().println("carob: " + text.substring("error: ".length()));
      } else if (!text.startsWith("progress: ")) {
        terminal.out().println(text);
      } else if (!quiet) {
        progress.show(text.substring("progress: ".length()));
      }
    }
  }
}
