package io.carob.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The answer for programs. */
public final class JsonReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonReport() {}

  /** {@code {"results":[…]}}. A peer that could not run is {@code {"unavailable":"why"}}. */
  public static String of(List<Result> results) {
    ObjectNode top = JSON.createObjectNode();
    var rows = top.putArray("results");
    for (Result result : results) {
      ObjectNode row = rows.addObject();
      row.put("name", result.name());
      row.put("unit", result.unit());
      row.set("carob", series(result.carob(), ""));
      row.set("peer", series(result.peer(), result.reason()));
      result
          .ratio()
          .ifPresentOrElse(ratio -> row.put("ratio", round(ratio)), () -> row.putNull("ratio"));
      row.put("target", result.target().toString());
      row.put("meetsTarget", result.meetsTarget());
    }
    return top.toString();
  }

  private static ObjectNode series(Optional<Series> series, String reason) {
    ObjectNode node = JSON.createObjectNode();
    if (series.isPresent()) {
      node.put("min", round(series.get().min()));
      node.put("median", round(series.get().median()));
      node.put("max", round(series.get().max()));
    } else if (!reason.isEmpty()) {
      node.put("unavailable", reason);
    }
    return node;
  }

  /** Four digits after the point are more than any of these figures is worth. */
  private static double round(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
