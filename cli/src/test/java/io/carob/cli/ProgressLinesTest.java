package io.carob.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** What a terminal shows in the end. */
  private List<String> screen() {
    List<String> lines = new ArrayList<>(List.of(""));
    int row = 0;
    Matcher next =
        Pattern.compile("\u001b\\[(\\d*)([ABK])|\r|\n|[^\u001b\r\n]+").matcher(written());
    while (next.find()) {
      String part = next.group();
      if (next.group(2) != null) {
        int by = next.group(1).isEmpty() ? 0 : Integer.parseInt(next.group(1));
        row += next.group(2).equals("A") ? -by : by;
        if (next.group(2).equals("K")) {
          lines.set(row, "");
        }
      } else if (part.equals("\n")) {
        row++;
        if (row == lines.size()) {
          lines.add("");
        }
      } else if (!part.equals("\r")) {
        lines.set(row, lines.get(row) + part);
      }
    }
    assertThat(row).as("the cursor stands below all").isEqualTo(lines.size() - 1);
    return lines.subList(0, lines.size() - 1);
  }

  @Test
  void onATerminalEachLayerKeepsItsLine() {
    ProgressLines lines = new ProgressLines(out, true);
    lines.show("layer aaaaaaaaaaaa 1MB of 3MB");
    lines.show("layer bbbbbbbbbbbb 10kB of 2MB");
    lines.show("layer aaaaaaaaaaaa 3MB of 3MB");
    lines.show("layer bbbbbbbbbbbb 1.5MB of 2MB");
    out.print("Pulled x\n");
    assertThat(screen())
        .containsExactly(
            "layer aaaaaaaaaaaa       3MB of 3MB",
            "layer bbbbbbbbbbbb     1.5MB of 2MB",
            "Pulled x");
  }

  @Test
  void aLineThatMayHaveLeftTheScreenIsWrittenBelow() {
    ProgressLines lines = new ProgressLines(out, true);
    for (int i = 0; i < 30; i++) {
      lines.show("layer " + i + " 1B of 2B");
    }
    lines.show("layer 0 2B of 2B");
    lines.show("layer 29 2B of 2B");
    assertThat(screen()).hasSize(31);
    assertThat(screen().get(29)).startsWith("layer 29").contains("2B of 2B");
    assertThat(screen().get(30)).startsWith("layer 0 ").contains("2B of 2B");
  }

  @Test
  void elsewhereOnlyWhatIsCompleteIsTold() {
    ProgressLines lines = new ProgressLines(out, false);
    lines.show("layer a 1MB of 3MB");
    lines.show("layer a 3MB of 3MB");
    lines.show("layer a 3MB of 3MB");
    assertThat(written()).isEqualTo("layer a 3MB of 3MB" + System.lineSeparator());
  }
}
