package io.carob.drivertest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What was asked for and is not there, with what there is. */
final class Unmatched {

  private Unmatched() {}

  /**
   * Names it.
   *
   * @param found all drivers of the jar
   * @param runs what was tested of them
   */
  static List<Finding> of(
      Options options, Collection<Home.Found> found, Collection<Outcome.Run> runs) {
    List<Finding> findings = new ArrayList<>();
    if (runs.isEmpty() && !found.isEmpty()) {
      findings.add(
          Finding.problem(
              "the jar has no " + wanted(options), "there is " + String.join(", ", names(found))));
    }
    Set<String> tested =
        runs.stream()
            .flatMap(run -> run.results().stream())
            .map(Result::clauseId)
            .collect(Collectors.toSet());
    for (String clause : runs.isEmpty() ? List.<String>of() : options.clauses()) {
      if (!tested.contains(clause)) {
        findings.add(
            Finding.note(
                "no test of clause " + clause + " ran: it is none of " + kinds(runs),
                "leave --clause out to see all clauses of a driver"));
      }
    }
    return findings;
  }

  private static String wanted(Options options) {
    String type = options.type().isEmpty() ? "driver" : options.type();
    return options.name().isEmpty() ? type : type + " named \"" + options.name() + "\"";
  }

  private static Set<String> names(Collection<Home.Found> found) {
    return found.stream()
        .map(one -> one.kind().word() + " \"" + one.name() + "\"")
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String kinds(Collection<Outcome.Run> runs) {
    return runs.stream()
        .map(run -> "a " + run.driver().kind().word() + "'s")
        .distinct()
        .collect(Collectors.joining(" or "));
  }
}
