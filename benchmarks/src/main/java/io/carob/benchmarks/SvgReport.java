package io.carob.benchmarks;

import java.util.List;
import java.util.Locale;

/** The answer as a picture: two bars for each row, each row on a scale of its own. */
final class SvgReport {

  private static final int ROW = 58;
  private static final int TOP = 40;
  private static final int LEFT = 20;
  private static final int BARS = 560;
  private static final int WIDTH = 900;

  private final StringBuilder svg = new StringBuilder();

  private SvgReport() {}

  static String of(List<Result> results) {
    return new SvgReport().draw(results);
  }

  private String draw(List<Result> results) {
    int height = TOP + ROW * results.size() + 10;
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n",
            WIDTH,
            height));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    text(LEFT, 22, "Carob (green) and its peer (grey), medians of one run", "#222");
    int y = TOP;
    for (Result result : results) {
      draw(result, y);
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }

  private void draw(Result result, int y) {
    text(LEFT, y + 12, result.name() + ", " + result.unit(), "#222");
    double own = result.carob().map(Series::median).orElse(0.0);
    double other = result.peer().map(Series::median).orElse(0.0);
    double most = Math.max(Math.max(own, other), 1e-9);
    bar(y + 17, own / most, "#4a8f3c", result.carob().isPresent() ? TextReport.number(own) : "-");
    bar(
        y + 33,
        other / most,
        "#9a9a9a",
        result.peer().isPresent() ? TextReport.number(other) : result.reason());
    String ratio = result.ratio().map(r -> TextReport.number(r) + "; ").orElse("");
    text(
        LEFT + BARS + 90,
        y + 32,
        ratio + result.target(),
        result.meetsTarget() ? "#2d6a22" : "#b03020");
  }

  private void bar(int y, double share, String colour, String label) {
    long width = Math.max(1, Math.round(share * BARS));
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"13\" fill=\"%s\"/>%n",
            LEFT,
            y,
            width,
            colour));
    text(LEFT + (int) width + 5, y + 11, label, "#222");
  }

  private void text(int x, int y, String text, String colour) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n",
            x,
            y,
            colour,
            text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
  }
}
