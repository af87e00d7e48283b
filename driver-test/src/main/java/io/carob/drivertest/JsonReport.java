package io.carob.drivertest;

import io.carob.tck.Clause;
import io.carob.tck.TckFailure;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The same for programs, as one JSON object. */
final class JsonReport {

  private JsonReport() {}

  static void print(Outcome outcome, PrintStream out) {
    StringBuilder json = new StringBuilder();
    write(report(outcome), json);
    out.println(json);
  }

  private static Map<String, Object> report(Outcome outcome) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("jar", outcome.jar().file().toString());
    report.put("bundle", outcome.jar().header("Bundle-SymbolicName"));
    report.put("version", outcome.jar().header("Bundle-Version"));
    report.put("testedOn", outcome.place());
    report.put("exitCode", outcome.exitCode());
    report.put("findings", outcome.findings().stream().map(JsonReport::finding).toList());
    report.put("runs", outcome.runs().stream().map(JsonReport::run).toList());
    return report;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("problem", finding.problem());
    one.put("found", finding.found());
    one.put("wayOut", finding.wayOut());
    return one;
  }

  private static Map<String, Object> run(Outcome.Run run) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("type", run.driver().kind().word());
    one.put("name", run.driver().name());
    one.put("class", run.driver().className());
    one.put("home", run.home());
    one.put("tests", run.results().stream().map(JsonReport::test).toList());
    return one;
  }

  private static Map<String, Object> test(Result result) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("clause", result.clauseId());
    one.put("title", result.title());
    one.put("result", result.isPassed() ? "passed" : result.isFailed() ? "failed" : "not run");
    one.put("millis", result.nanos() / 1_000_000);
    if (!result.leftOut().isEmpty()) {
      one.put("reason", result.leftOut());
    }
    result.failure().ifPresent(failure -> one.put("failure", failure(failure)));
    return one;
  }

  private static Map<String, Object> failure(TckFailure failure) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("demands", failure.clause().map(Clause::text).orElse(""));
    one.put("done", failure.steps());
    one.put("expected", failure.expected());
    one.put("seen", failure.seen());
    one.put("usuallyMeans", failure.meanings());
    return one;
  }

  private static void write(@Nullable Object value, StringBuilder json) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.append(separator);
        quote(String.valueOf(entry.getKey()), json);
        json.append(':');
        write(entry.getValue(), json);
        separator = ",";
      }
      json.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object one : list) {
        json.append(separator);
        write(one, json);
        separator = ",";
      }
      json.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String text) {
      quote(text, json);
    } else {
      json.append(value);
    }
  }

  private static void quote(String text, StringBuilder json) {
    json.append('"');
    for (int n = 0; n < text.length(); n++) {
      char c = text.charAt(n);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
