package io.carob.rest.print;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carob.api.node.HostCheck;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrintTest {

  private static final String CONTAINERS = "{\"containers\":[{},{}],\"initContainers\":[{}]}";

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String word(String status) {
    return PodStatus.of(json("{\"spec\":" + CONTAINERS + ",\"status\":" + status + "}")).word();
  }

  private static String state(String... states) {
    StringBuilder all = new StringBuilder();
    for (String state : states) {
      all.append(all.isEmpty() ? "" : ",").append("{\"ready\":true,\"state\":").append(state);
      all.append("}");
    }
    return word("{\"phase\":\"Running\",\"containerStatuses\":[" + all + "]}");
  }

  private static String init(String state) {
    return word("{\"phase\":\"Pending\",\"initContainerStatuses\":[{\"state\":" + state + "}]}");
  }

  @Test
  void aFindingIsFoldedAndSaysItsFixOnce() {
    String fix = "apt-get install " + "packet ".repeat(20) + "last";
    HostCheck.Finding apart = new HostCheck.Finding("runc", HostCheck.Level.FAILED, "none", fix);
    assertThat(apart.text().lines()).allMatch(line -> line.length() <= 110).hasSizeGreaterThan(2);
    assertThat(apart.text()).startsWith("FAILED   runc: none\n         fix: apt-get install");
    HostCheck.Finding said =
        new HostCheck.Finding("runc", HostCheck.Level.FAILED, "none: " + fix, fix);
    assertThat(said.text()).doesNotContain("fix:");
  }

  @Test
  void podsHaveKubectlsWords() {
    assertThat(word("{}")).isEqualTo("Pending");
    assertThat(state("{\"running\":{}}", "{\"running\":{}}")).isEqualTo("Running");
    assertThat(state("{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}", "{\"running\":{}}"))
        .isEqualTo("CrashLoopBackOff");
    assertThat(state("{\"waiting\":{\"reason\":\"ErrImageNeverPull\"}}"))
        .isEqualTo("ErrImageNeverPull");
    assertThat(state("{\"terminated\":{\"reason\":\"Completed\"}}", "{\"running\":{}}"))
        .isEqualTo("Running");
    assertThat(state("{\"terminated\":{\"reason\":\"Completed\"}}")).isEqualTo("Completed");
    assertThat(state("{\"terminated\":{\"exitCode\":3}}")).isEqualTo("ExitCode:3");
    assertThat(state("{\"terminated\":{\"signal\":9}}")).isEqualTo("Signal:9");
  }

  @Test
  void initContainersComeFirst() {
    assertThat(init("{\"running\":{}}")).isEqualTo("Init:0/1");
    assertThat(init("{\"waiting\":{\"reason\":\"PodInitializing\"}}")).isEqualTo("Init:0/1");
    assertThat(init("{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}"))
        .isEqualTo("Init:CrashLoopBackOff");
    assertThat(init("{\"terminated\":{\"reason\":\"Error\",\"exitCode\":1}}"))
        .isEqualTo("Init:Error");
    assertThat(init("{\"terminated\":{\"exitCode\":0}}")).isEqualTo("Pending");
  }

  @Test
  void aPodThatGoesIsTerminating() {
    JsonNode pod =
        json("{\"metadata\":{\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"},\"status\":{}}");
    assertThat(PodStatus.of(pod).word()).isEqualTo("Terminating");
  }

  @Test
  void sizesAreWrittenAsDockerDoes() {
    assertThat(Human.size(0)).isEqualTo("0B");
    assertThat(Human.size(999)).isEqualTo("999B");
    assertThat(Human.size(1000)).isEqualTo("1kB");
    assertThat(Human.size(4_270_000)).isEqualTo("4.27MB");
    assertThat(Human.size(43_000_000)).isEqualTo("43MB");
    assertThat(Human.size(999_999)).isEqualTo("1MB");
    assertThat(Human.size(187_654_321)).isEqualTo("188MB");
    assertThat(Human.size(Long.MAX_VALUE)).isEqualTo("9223PB");
  }

  @Test
  void agesAreWrittenAsKubectlDoes() {
    assertThat(Human.age(Duration.ofSeconds(-5))).isEqualTo("0s");
    assertThat(Human.age(Duration.ofSeconds(119))).isEqualTo("119s");
    assertThat(Human.age(Duration.ofSeconds(200))).isEqualTo("3m20s");
    assertThat(Human.age(Duration.ofMinutes(90))).isEqualTo("90m");
    assertThat(Human.age(Duration.ofMinutes(200))).isEqualTo("3h20m");
    assertThat(Human.age(Duration.ofHours(30))).isEqualTo("30h");
    assertThat(Human.age(Duration.ofHours(75))).isEqualTo("3d3h");
    assertThat(Human.age(Duration.ofDays(100))).isEqualTo("100d");
    assertThat(Human.age(Duration.ofDays(731))).isEqualTo("2y1d");
    assertThat(Human.age("nonsense", java.time.Instant.EPOCH)).isEqualTo("<unknown>");
  }

  @Test
  void controlCharactersAreShown() {
    assertThat(Escape.cell("a\u001b[2J\nb\u202e\u009b")).isEqualTo("a\\x1b[2J\\nb\\u202e\\x9b");
    assertThat(Escape.lines("a\n\tb\r")).isEqualTo("a\n\tb\\x0d");
    assertThat(Escape.cell("Grüße 漢 \uD83D\uDE00")).isEqualTo("Grüße 漢 \uD83D\uDE00");
  }

  @Test
  void yamlReadsBackAsTheSameText() {
    assertThat(Yaml.write(json("{\"a\":{\"b\":[1,true,null,\"x\"],\"c\":{}},\"d\":[]}")))
        .isEqualTo("a:\n  b:\n  - 1\n  - true\n  - null\n  - x\n  c: {}\nd: []\n");
    assertThat(Yaml.write(json("[{\"name\":\"v\",\"m\":[{\"k\":\"1\"}]}]")))
        .isEqualTo("- name: v\n  m:\n  - k: \"1\"\n");
    assertThat(Yaml.write(json("{\"t\":\"one\\n  two\\n\",\"u\":\"x\\ny\"}")))
        .isEqualTo("t: |\n  one\n    two\nu: |-\n  x\n  y\n");
    for (String tricky :
        new String[] {
          "true", "No", "12", "", "a: b", "a #c", "- x", "{", "1e3", "*a", " x", "x "
        }) {
      assertThat(Yaml.write(json("{\"k\":\"" + tricky + "\"}")))
          .isEqualTo("k: \"" + tricky + "\"\n");
    }
    assertThat(Yaml.write(json("{\"k\":\"\\u001b\\\"\\\\\"}")))
        .isEqualTo("k: \"\\u001b\\\"\\\\\"\n");
  }

  @Test
  void tablesLineUpAndEmptyOnesSaySo() {
    assertThat(new Table("none", "A", "LONG").row("xyz", 1).row("\n", "").print())
        .isEqualTo("A     LONG\nxyz   1\n\\n    \n");
    assertThat(new Table("none", "A").print()).isEqualTo("none\n");
    assertThat(new Table("", "A").print()).isEmpty();
  }
}
