package io.carob.assembly.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CfgTextTest {

  @Test
  void aSettingChangesAndAllElseStays() {
    assertThat(
            CfgText.with(
                "# Which.\nsnapshotter=overlay\n\n  keep : true\n", Map.of("keep", "false")))
        .isEqualTo("# Which.\nsnapshotter=overlay\n\nkeep = false\n");
  }

  @Test
  void aSettingOfSeveralLinesIsReplacedWhole() {
    assertThat(CfgText.with("a = 1,\\\n    2,\\\n    3\nb = 4\n", Map.of("a", "5")))
        .isEqualTo("a = 5\nb = 4\n");
  }

  @Test
  void whatLooksLikeTheKeyInALineThatGoesOnIsNotTheKey() {
    assertThat(CfgText.with("a = 1,\\\nb = 2\n", Map.of("b", "5")))
        .isEqualTo("a = 1,\\\nb = 2\nb = 5\n");
  }

  @Test
  void aNewSettingStandsWhereItWasProposed() {
    assertThat(CfgText.with("x = 1\n#folder = /etc/x\ny = 2\n", Map.of("folder", "/srv")))
        .isEqualTo("x = 1\n#folder = /etc/x\nfolder = /srv\ny = 2\n");
    assertThat(CfgText.with("", Map.of("folder", "/srv"))).isEqualTo("folder = /srv\n");
  }

  @Test
  void aBackslashInACommentContinuesNothing() {
    assertThat(CfgText.with("# x \\\na = 1\n", Map.of("a", "2"))).isEqualTo("# x \\\na = 2\n");
  }

  @Test
  void everyValueIsReadAsItWasGiven() {
    for (String value : new String[] {"a=b:c", "C:\\x", "line\nline", "tab\tx", "é€", "#no", ""}) {
      String text = CfgText.with("other = 1\n", Map.of("key one", value));
      assertThat(ConfFile.parse(Path.of("a.cfg"), text, name -> null).values())
          .isEqualTo(Map.of("other", "1", "key one", value));
    }
  }
}
