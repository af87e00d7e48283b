package io.carob.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;

/** The command's main class. */
public final class Main {

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    Terminal terminal =
        new Terminal(
            // Buffered: a bare FileInputStream cannot read all of a pipe on JDK 17.
            new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, Http.TEXT),
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, Http.TEXT),
            System.getenv());
    int code = run(args, terminal);
    terminal.out().flush();
    // Ends threads that still wait for input, too.
    Runtime.getRuntime().halt(code);
  }

  static int run(String[] given, Terminal terminal) {
    String[] args = withHelpOption(given);
    CommandLine line = new CommandLine(new Root(terminal));
    Commands.add(line, args);
    line.setOut(new PrintWriter(terminal.out(), true, Http.TEXT));
    line.setErr(new PrintWriter(terminal.err(), true, Http.TEXT));
    line.setExecutionExceptionHandler((failure, command, parsed) -> fail(failure, terminal));
    line.setParameterExceptionHandler((wrong, words) -> WrongUsage.tell(wrong, terminal));
    line.setExecutionStrategy(
        parsed -> {
          WrongUsage.refuseUnmatched(parsed);
          return new CommandLine.RunLast().execute(parsed);
        });
    return line.execute(args);
  }

  /** {@code help get} is {@code get --help}. */
  private static String[] withHelpOption(String[] args) {
    if (args.length == 0 || !args[0].equals("help")) {
      return args;
    }
    String[] words = Arrays.copyOfRange(args, 1, args.length + 1);
    words[args.length - 1] = "--help";
    return words;
  }

  private static int fail(Exception failure, Terminal terminal) throws Exception {
    if (failure instanceof CliException known) {
      terminal.err().println("carob: " + known.getMessage());
      return known.exitCode();
    }
    if (failure instanceof EOFException) {
      terminal.err().println("carob: " + failure.getMessage());
      return CliException.NO_SERVICE;
    }
    if (failure instanceof IOException) {
      terminal.err().println("carob: " + failure.getMessage());
      return CliException.FAILED;
    }
    throw failure;
  }
}
