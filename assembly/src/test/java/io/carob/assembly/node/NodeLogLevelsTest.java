package io.carob.assembly.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
        .isEqualTo("# mine\nlog.format = json\nlevel.a = TRACE\nlevel.ab = INFO\n");
  }

  @Test
  void aSavedLevelTakesThePlaceOfTheLineThatSetIt(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("log.properties");
    Files.writeString(file, "  level.a=INFO\n\tlevel.b : \\\n    INFO\n");
    levels(folder).save("a", "WARN");
    levels(folder).save("b", "ERROR");
    levels(folder).save("c", "OFF");
    assertThat(Files.readString(file))
        .isEqualTo("level.a = WARN\nlevel.b = ERROR\nlevel.c = OFF\n");
  }

  @Test
  void aFileKeepsItsLinkItsModeAndItsOwner(@TempDir Path folder) throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere")).resolve("my.properties");
    Files.writeString(elsewhere, "log.format = json\n");
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-r-----"));
    Files.setAttribute(elsewhere, "unix:uid", 12);
    Files.setAttribute(elsewhere, "unix:gid", 34);
    Path link = Files.createSymbolicLink(folder.resolve("log.properties"), elsewhere);
    levels(folder).save("a", "DEBUG");
    assertThat(link).isSymbolicLink();
    assertThat(elsewhere).hasContent("log.format = json\nlevel.a = DEBUG\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere)))
        .isEqualTo("rw-r-----");
    assertThat(Files.getAttribute(elsewhere, "unix:uid")).isEqualTo(12);
    assertThat(Files.getAttribute(elsewhere, "unix:gid")).isEqualTo(34);
    assertThat(elsewhere.getParent())
        .isDirectoryContaining("glob:**")
        .isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void aFileThatCannotBeReadIsLeftAsItIs(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("log.properties");
    byte[] latin = {'#', (byte) 0xe4, '\n'};
    Files.write(file, latin);
    assertThatThrownBy(() -> levels(folder).save("a", "DEBUG"))
        .isInstanceOfSatisfying(
            CarobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    assertThat(file).hasBinaryContent(latin);
    assertThat(set).containsEntry("a", "DEBUG");
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
