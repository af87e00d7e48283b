package io.carob.volume.configmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumeId;
import io.carob.api.volume.VolumePlugin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigMapPluginTest {

  @TempDir Path place = Path.of("");

  private final Map<String, byte[]> data = new HashMap<>();
  private boolean there = true;

  @Test
  void layoutIsThatOfKubernetes() throws IOException {
    put("page", "hello");
    Path folder = publish(Map.of("name", "web"));
    assertThat(Files.readSymbolicLink(folder.resolve("page"))).hasToString("..data/page");
    assertThat(Files.readSymbolicLink(folder.resolve("..data")).toString())
        .matches("\\.\\.\\d{4}_\\d\\d_\\d\\d_\\d\\d_\\d\\d_\\d\\d\\.\\d+");
    assertThat(folder.resolve("page")).hasContent("hello");
  }

  @Test
  void sameContentIsNotWrittenAgain() throws IOException {
    put("page", "hello");
    Path folder = publish(Map.of("name", "web"));
    Path generation = Files.readSymbolicLink(folder.resolve("..data"));
    publish(Map.of("name", "web"));
    assertThat(Files.readSymbolicLink(folder.resolve("..data"))).isEqualTo(generation);
  }

  @Test
  void onlyTheGenerationBeforeStaysUntilTheNextCall() throws IOException {
    for (String text : List.of("one", "two", "three")) {
      put("page", text);
      publish(Map.of("name", "web"));
    }
    assertThat(generations(place.resolve("data"))).hasSize(2);
    Path folder = publish(Map.of("name", "web"));
    assertThat(generations(folder)).hasSize(1);
    assertThat(folder.resolve("page")).hasContent("three");
  }

  @Test
  void modesAreExact() throws IOException {
    put("a", "a");
    put("b", "b");
    Path folder =
        publish(
            Map.of(
                "name",
                "web",
                "defaultMode",
                0666,
                "items",
                List.of(
                    Map.of("key", "a", "path", "a"),
                    Map.of("key", "b", "path", "deep/er/b", "mode", 0111))));
    assertThat(mode(folder.resolve("a"))).isEqualTo("rw-rw-rw-");
    assertThat(mode(folder.resolve("deep/er/b"))).isEqualTo("--x--x--x");
    assertThat(mode(folder.resolve("deep/er"))).isEqualTo("rwxr-xr-x");
    assertThat(mode(folder)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void changedModeAloneIsAnUpdate() throws IOException {
    put("a", "a");
    publish(Map.of("name", "web"));
    Path folder = publish(Map.of("name", "web", "defaultMode", 0400));
    assertThat(mode(folder.resolve("a"))).isEqualTo("r--------");
  }

  @Test
  void whatACrashLeftIsRepaired() throws IOException {
    put("a", "new");
    Path folder = publish(Map.of("name", "web"));
    Files.createDirectories(folder.resolve("..2020_01_01_00_00_00.1/deep"));
    Files.writeString(folder.resolve("..2020_01_01_00_00_00.1/deep/half"), "ha");
    Files.createSymbolicLink(folder.resolve("..link_tmp"), Path.of("..2020_01_01_00_00_00.1"));
    Files.createSymbolicLink(folder.resolve("dropped"), Path.of("..data/dropped"));
    Files.delete(folder.resolve("a"));
    publish(Map.of("name", "web"));
    assertThat(names(folder)).hasSize(3).contains("a", "..data");
    assertThat(folder.resolve("a")).hasContent("new");
  }

  @Test
  void contentLostInAMachineCrashIsWrittenAgain() throws IOException {
    put("a", "whole");
    Path folder = publish(Map.of("name", "web"));
    Files.writeString(folder.resolve("a"), "");
    publish(Map.of("name", "web"));
    assertThat(folder.resolve("a")).hasContent("whole");
  }

  @Test
  void currentLinkThatLeadsOutIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    put("a", "a");
    Files.writeString(elsewhere.resolve("keep"), "kept");
    Path folder = publish(Map.of("name", "web"));
    Files.delete(folder.resolve("..data"));
    Files.createSymbolicLink(folder.resolve("..data"), elsewhere);
    Files.createSymbolicLink(folder.resolve("..2020"), elsewhere);
    publish(Map.of("name", "web"));
    assertThat(folder.resolve("a")).hasContent("a");
    assertThat(elsewhere.resolve("keep")).hasContent("kept");
  }

  @Test
  void missingMapAndMissingKeyAreNotFound() {
    assertFails(Map.of("name", "web", "items", item("none", "x")), ErrorCode.NOT_FOUND);
    there = false;
    assertFails(Map.of("name", "web"), ErrorCode.NOT_FOUND);
  }

  @Test
  void optionalVolumeIsEmptyWithoutItsMap() throws IOException {
    put("a", "a");
    Map<String, Object> fields = Map.of("name", "web", "optional", true);
    publish(fields);
    there = false;
    assertThat(names(publish(fields))).noneMatch(n -> !n.startsWith(".."));
  }

  @Test
  void optionalVolumeLeavesOutMissingKeys() throws IOException {
    put("a", "a");
    Path folder =
        publish(
            Map.of(
                "name",
                "web",
                "optional",
                true,
                "items",
                List.of(Map.of("key", "a", "path", "a"), Map.of("key", "none", "path", "none"))));
    assertThat(names(folder)).contains("a").doesNotContain("none");
  }

  @Test
  void keyThatIsNoFileNameIsRefused() {
    put("../../escape", "x");
    assertFails(Map.of("name", "web"), ErrorCode.INVALID_ARGUMENT);
    data.clear();
    put("..data", "x");
    assertFails(Map.of("name", "web"), ErrorCode.INVALID_ARGUMENT);
    assertThat(place.resolve("data")).doesNotExist();
  }

  @Test
  void usageCountsWhatIsWritten() throws IOException {
    put("a", "x".repeat(5000));
    UnpublishRequest volume = new UnpublishRequest(id(), place, fields(Map.of("name", "web")));
    assertThat(new ConfigMapPlugin().usage(volume).inodes()).isZero();
    publish(Map.of("name", "web"));
    assertThat(new ConfigMapPlugin().usage(volume).bytes()).isGreaterThan(5000);
  }

  @Test
  void serviceLoaderFindsThePlugin() {
    assertThat(ServiceLoader.load(VolumePlugin.class).stream().map(p -> p.get().name()))
        .contains("configMap");
  }

  private void put(String key, String text) {
    data.put(key, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path publish(Map<String, Object> fields) {
    var volume =
        new ConfigMapPlugin()
            .publish(
                new PublishRequest(
                    id(),
                    place,
                    fields(fields),
                    (kind, namespace, name) -> there ? Optional.of(data) : Optional.empty()));
    assertThat(volume.readOnly()).isTrue();
    return volume.path();
  }

  private void assertFails(Map<String, Object> fields, ErrorCode code) {
    CarobException e = catchThrowableOfType(CarobException.class, () -> publish(fields));
    assertThat(e).isNotNull();
    assertThat(e.code()).isEqualTo(code);
  }

  private static List<Map<String, Object>> item(String key, String path) {
    return List.of(Map.of("key", key, "path", path));
  }

  private static VolumeId id() {
    return new VolumeId("uid", "default", "pod", "config");
  }

  private static VolumeFields fields(Map<String, Object> fields) {
    return VolumeFields.of("configMap", fields);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<String> generations(Path folder) throws IOException {
    return names(folder).stream()
        .filter(n -> Files.isDirectory(folder.resolve(n), LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(p -> p.getFileName().toString()).toList();
    }
  }
}
