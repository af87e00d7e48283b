package io.carob.assembly.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataVersionTest {

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = FIRST.plusSeconds(60);
  private static final DataVersion OLD = new DataVersion(1, "0.1.0");

  private Path root;

  @BeforeEach
  void lay(@TempDir Path temp) {
    root = temp;
  }

  @Test
  void aNewRootIsMarked() throws IOException {
    assertThat(DataVersion.take(root, OLD, FIRST)).isEmpty();
    assertThat(file())
        .hasContent("{\"format\": 1, \"release\": \"0.1.0\", \"since\": \"2026-01-01T00:00:00Z\"}");
  }

  @Test
  void theSameReleaseLeavesTheMarkAsItIs() throws IOException {
    DataVersion.take(root, OLD, FIRST);
    assertThat(DataVersion.take(root, OLD, LATER)).isEmpty();
    assertThat(file()).content().contains("2026-01-01T00:00:00Z");
  }

  @Test
  void aNewerReleaseTakesTheRootOver() throws IOException {
    DataVersion.take(root, OLD, FIRST);
    assertThat(DataVersion.take(root, new DataVersion(2, "0.2.0"), LATER)).contains("0.1.0");
    assertThat(file()).content().contains("\"format\": 2", "0.2.0", "2026-01-01T00:01:00Z");
  }

  @Test
  void anOlderReleaseGoesBackWhileTheFormatIsTheSame() throws IOException {
    DataVersion.take(root, new DataVersion(1, "0.1.1"), FIRST);
    DataVersion.take(root, OLD, LATER);
    assertThat(file()).content().contains("\"0.1.0\"");
  }

  @Test
  void newerDataIsRefusedAndLeftAsItIs() throws IOException {
    DataVersion.take(root, new DataVersion(2, "0.2.0"), FIRST);
    String before = Files.readString(file());
    assertThatThrownBy(() -> DataVersion.take(root, OLD, LATER))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(root.toString(), "0.2.0", "format 2", "0.1.0", "--root");
    assertThat(file()).hasContent(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "{\"format\": 99999999999, \"release\": \"x\"}", "\u0000\u0000"})
  void aMarkThatCannotBeUnderstoodIsRefused(String text) throws IOException {
    Files.writeString(file(), text);
    assertThatThrownBy(() -> DataVersion.take(root, OLD, LATER))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(file().toString(), "Delete it");
    assertThat(file()).hasContent(text);
  }

  @Test
  void aMarkOfALaterReleaseMaySayMore() throws IOException {
    Files.writeString(
        file(), "{\"format\": 1, \"release\": \"0.3.0\", \"since\": \"x\", \"by\": \"y\"}");
    DataVersion.take(root, OLD, LATER);
    assertThat(file()).content().contains("\"0.1.0\"");
  }

  @Test
  void aNodeInAProgramKeepsTheSameMark() throws IOException {
    DataVersion.take(root, "0.1.0");
    String mark = Files.readString(file());
    assertThat(io.carob.api.node.DataVersion.take(root, "0.1.0")).isEmpty();
    assertThat(file()).hasContent(mark);
    assertThat(io.carob.api.node.DataVersion.take(root, "0.1.1")).isPresent();
    mark = Files.readString(file());
    DataVersion.take(root, "0.1.1");
    assertThat(file()).hasContent(mark);
  }

  private Path file() {
    return root.resolve("carob.version");
  }
}
