package io.carob.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far each layer is. On a terminal one line for each, written anew in its place; elsewhere a
 * plain line for each that is complete, once.
 */
final class ProgressLines {

  /** Lines farther up may have left the screen. */
  private static final int HIGHEST = 20;

  /** A line that a narrow terminal breaks would be two. */
  private static final int WIDEST = 78;

  private final PrintStream out;
  private final boolean inPlace;
  private final List<String> subjects = new ArrayList<>();
  private final Set<String> told = new HashSet<>();

  ProgressLines(PrintStream out, boolean inPlace) {
    this.out = out;
    this.inPlace = inPlace;
  }

  /** For the error output of this process. */
  static ProgressLines on(Terminal terminal) {
    return new ProgressLines(terminal.err(), Terminal.errIsTerminal() && !isDumb(terminal.env()));
  }

  private static boolean isDumb(Map<String, String> env) {
    return env.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** Shows {@code SUBJECT SIZE of SIZE}, or another text as it is. */
  void show(String text) {
    int of = text.lastIndexOf(" of ");
    int size = of < 0 ? -1 : text.lastIndexOf(' ', of - 1);
    if (size < 0) {
      if (told.add(text)) {
        out.println(text);
        subjects.add(text);
      }
      return;
    }
    String subject = text.substring(0, size);
    String done = text.substring(size + 1, of);
    String total = text.substring(of + 4);
    if (inPlace) {
      write(subject, String.format("%-20s %7s of %s", subject, done, total));
    } else if (done.equals(total) && told.add(text)) {
      out.println(text);
    }
    out.flush();
  }

  private void write(String subject, String line) {
    String shown = line.length() > WIDEST ? line.substring(0, WIDEST) : line;
    int up = subjects.size() - subjects.indexOf(subject);
    if (up > subjects.size() || up > HIGHEST) {
      subjects.remove(subject);
      subjects.add(subject);
      out.print(shown + "\n");
    } else {
      out.print("\u001b[" + up + "A\r\u001b[K" + shown + "\u001b[" + up + "B\r");
    }
  }
}
