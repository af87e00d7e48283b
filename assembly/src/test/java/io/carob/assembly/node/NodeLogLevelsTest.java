package io.carob.assembly.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogLevelsTest {

  private final Map<String, String> set = new TreeMap<>(Map.of("ROOT", "INFO"));

  private NodeLogLevels levels(Path folder) {
    return new NodeLogLevels(() -> set, set::put, folder.resolve("log.properties"));
  }

  @Test
  void aLevelIsSetForNowOrForEver(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("log.properties");
    Files.writeString(file, "# mine\nlog.format = json\nlevel.a = INFO\nlevel.ab = INFO\n");
    levels(folder).set("a", "DEBUG");
    assertThat(levels(folder).levels()).containsEntry("a", "DEBUG");
    assertThat(Files.readString(file)).contains("level.a = INFO");
    levels(folder).save("a", "TRACE");
    assertThat(levels(folder).levels()).containsEntry("a", "TRACE");
    assertThat(Files.readString(file))
        .isEqualTo("# mine\nlog.format = json\nlevel.ab = INFO\nlevel.a = TRACE\n");
  }

  @Test
  void whatIsNoLevelOrLoggerIsRefused(@TempDir Path folder) {
    refused(folder, "a", "LOUD");
    refused(folder, "a\nlog.format", "INFO");
    refused(folder, "", "INFO");
    assertThat(set).containsOnlyKeys("ROOT");
  }

  private void refused(Path folder, String logger, String level) {
    assertThatThrownBy(() -> levels(folder).save(logger, level))
        .isInstanceOfSatisfying(
            CarobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }
}
