package io.carob.drivertest;

import io.carob.tck.Clause;
import io.carob.tck.TckFailure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The report for a person: what is broken, what was done, and what to look at. */
final class TextReport {

  private static final int WIDTH = 100;
  private static final String INDENT = "                ";

  /** Of what was seen, as many lines of the beginning and of the end. */
  private static final int BEGINNING = 20;

  private static final int END = 10;

  private final PrintStream out;
  private final Repeats repeats;

  private TextReport(PrintStream out, Repeats repeats) {
    this.out = out;
    this.repeats = repeats;
  }

  static void print(Outcome outcome, PrintStream out) {
    new TextReport(out, new Repeats(outcome.runs())).print(outcome);
  }

  private void print(Outcome outcome) {
    out.println();
    line("jar", outcome.jar().file().toString());
    line(
        "bundle",
        outcome.jar().header("Bundle-SymbolicName") + " " + outcome.jar().header("Bundle-Version"));
    line("tested on", outcome.place());
    for (Outcome.Run run : outcome.runs()) {
      out.println();
      out.println(run.title());
      clauses(run.results());
    }
    for (Outcome.Run run : outcome.runs()) {
      run.results().stream()
          .flatMap(result -> result.failure().stream())
          .forEach(failure -> failure(run, failure));
    }
    findings(outcome.findings());
    repeats();
    summary(outcome);
  }

  /** One line for each clause. */
  private void clauses(List<Result> results) {
    Map<String, int[]> counts = new LinkedHashMap<>();
    for (Result result : results) {
      int[] count = counts.computeIfAbsent(result.clauseId(), id -> new int[3]);
      count[result.isPassed() ? 0 : result.isFailed() ? 1 : 2]++;
    }
    Map<String, String> names = new LinkedHashMap<>();
    Clause.all().forEach(clause -> names.put(clause.id(), clause.name()));
    counts.forEach(
        (id, count) ->
            out.printf(
                "  %-4s%-16s%3d passed%s%s%n",
                id,
                names.getOrDefault(id, ""),
                count[0],
                count[1] == 0 ? "" : ", " + count[1] + " FAILED",
                count[2] == 0 ? "" : ", " + count[2] + " not run"));
  }

  private void failure(Outcome.Run run, TckFailure failure) {
    out.println();
    out.println("FAILED " + failure.title() + " (" + run.title() + ")");
    Optional<Repeats.Group> before = repeats.before(failure);
    if (before.isPresent()) {
      line("seen", before.get().seen());
      line("", "the same as in " + before.get().first().title() + ", above");
      return;
    }
    failure.clause().ifPresent(clause -> line("the clause", clause.text()));
    List<String> steps = failure.steps();
    for (int n = 0; n < steps.size(); n++) {
      line(n == 0 ? "what was done" : "", (n + 1) + ". " + steps.get(n));
    }
    line("expected", failure.expected());
    line("seen", shortened(failure.seen()));
    List<String> meanings = failure.meanings();
    for (int n = 0; n < meanings.size(); n++) {
      line(n == 0 ? "usually means" : "", "- " + meanings.get(n));
    }
  }

  private void findings(List<Finding> findings) {
    if (!findings.isEmpty()) {
      out.println();
    }
    for (Finding finding : findings) {
      line(finding.problem() ? "PROBLEM" : "note", finding.found());
      line("", "-> " + finding.wayOut());
    }
  }

  /** One reason for many failures is to be mended first. */
  private void repeats() {
    for (Repeats.Group group : repeats.many()) {
      out.println();
      line("the same", group.all().size() + " failures saw: " + group.seen());
      boolean noFields =
          group.run().driver().kind() == Kind.VOLUME && group.seen().contains("INVALID_ARGUMENT");
      line(
          "",
          noFields ? "-> give the volume its fields by --field NAME=VALUE" : "-> mend it first");
    }
  }

  private static String shortened(String text) {
    List<String> lines = text.lines().toList();
    int between = lines.size() - BEGINNING - END;
    if (between <= 1) {
      return text;
    }
    List<String> kept = new ArrayList<>(lines.subList(0, BEGINNING));
    kept.add("(" + between + " lines that are left out here; -o json has them)");
    kept.addAll(lines.subList(lines.size() - END, lines.size()));
    return String.join("\n", kept);
  }

  private void summary(Outcome outcome) {
    List<Result> all = outcome.runs().stream().flatMap(run -> run.results().stream()).toList();
    long failed = all.stream().filter(Result::isFailed).count();
    long leftOut = all.stream().filter(result -> !result.leftOut().isEmpty()).count();
    long problems = outcome.findings().stream().filter(Finding::problem).count();
    out.println();
    out.printf(
        "%d tests: %d passed, %d failed, %d not run; %d problems%n",
        all.size(), all.size() - failed - leftOut, failed, leftOut, problems);
    out.println(
        switch (outcome.exitCode()) {
          case 0 -> "The contract is kept.";
          case 1 -> "The contract is broken.";
          default -> "Nothing could be tested.";
        });
  }

  /** A word and what belongs to it, wrapped. */
  private void line(String word, String text) {
    String first = String.format("  %-14s", word);
    for (String paragraph : text.lines().toList()) {
      // What a driver's program printed does not steer the terminal.
      for (String part : wrap(paragraph.replaceAll("\\p{Cntrl}", "?"))) {
        out.println(first + part);
        first = INDENT;
      }
    }
  }

  private static List<String> wrap(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH && !line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
        line.append("  ");
      } else if (!line.isEmpty()) {
        line.append(' ');
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
