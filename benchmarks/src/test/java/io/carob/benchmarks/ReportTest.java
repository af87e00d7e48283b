package io.carob.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Series FAST = Series.of(List.of(2.0, 1.0, 3.0));
  private static final Series SLOW = Series.of(List.of(12.0, 8.0));

  private static final Result FASTER =
      Result.of("import <gzip>", "s", FAST, SLOW, Target.timesFaster(5));
  private static final Result SLOWER = Result.of("copy", "s", SLOW, FAST, Target.atMostTimes(1.3));
  private static final Result RATE = Result.of("rate", "1/s", SLOW, FAST, Target.timesTheRate(5));
  private static final Result MEMORY =
      Result.alone("memory", "MiB", Series.of(List.of(150.0, 210.0)), Target.below(200, "MiB"));
  private static final Result ABSENT =
      Result.failed("zstd", "s", Target.timesFaster(5), "ctr is missing");

  @Test
  void medianIsTheMiddleOrTheMeanOfTheTwoMiddleOnes() {
    assertThat(FAST).isEqualTo(new Series(1, 2, 3));
    assertThat(SLOW).isEqualTo(new Series(8, 10, 12));
  }

  @Test
  void ratioFollowsTheKindOfTarget() {
    assertThat(FASTER.ratio()).contains(5.0);
    assertThat(SLOWER.ratio()).contains(5.0);
    assertThat(RATE.ratio()).contains(5.0);
    assertThat(MEMORY.ratio()).isEmpty();
    assertThat(List.of(FASTER, SLOWER, RATE, MEMORY, ABSENT).stream().map(Result::meetsTarget))
        .containsExactly(true, false, true, false, false);
  }

  @Test
  void jsonHasTheFieldsThatProgramsReadAndNoOthers() throws Exception {
    JsonNode top = new ObjectMapper().readTree(JsonReport.of(List.of(FASTER, MEMORY, ABSENT)));

    assertThat(top.fieldNames()).toIterable().containsExactly("results");
    JsonNode first = top.get("results").get(0);
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly("name", "unit", "carob", "peer", "ratio", "target", "meetsTarget");
    assertThat(first.get("carob").toString()).isEqualTo("{\"min\":1.0,\"median\":2.0,\"max\":3.0}");
    assertThat(first.get("ratio").asDouble()).isEqualTo(5);
    assertThat(first.get("target").asText()).isEqualTo("at least 5 times faster");
    assertThat(top.get("results").get(1).get("peer").toString()).isEqualTo("{}");
    assertThat(top.get("results").get(2).get("peer").get("unavailable").asText())
        .isEqualTo("ctr is missing");
  }

  @Test
  void tableSaysWhyAPeerIsAbsent() {
    String text = TextReport.of(List.of(FASTER, ABSENT));

    assertThat(text).contains("WORK", "at least 5 times faster", "ctr is missing");
    assertThat(text.lines()).hasSize(3);
  }

  @Test
  void pictureIsWellFormed() throws Exception {
    String svg = SvgReport.of(List.of(FASTER, SLOWER, MEMORY, ABSENT));

    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(1 + 2 * 4);
    assertThat(document.getDocumentElement().getTextContent()).contains("import <gzip>");
  }
}
