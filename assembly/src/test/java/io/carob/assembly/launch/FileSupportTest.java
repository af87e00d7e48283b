package io.carob.assembly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.SupportSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSupportTest {

  private static Map<String, String> files(Path folder) {
    Map<String, String> env =
        Map.of(
            "CAROB_ROOT", folder.resolve("root").toString(),
            "CAROB_RUN", folder.resolve("run").toString(),
            "CAROB_CGROUP", "/carob-file-support",
            "CAROB_CONF", folder.resolve("conf").toString(),
            "CAROB_DRIVERS", folder.resolve("drivers").toString());
    return new FileSupport(Options.parse(List.of("check"), env, folder.resolve("home"))).files();
  }

  @Test
  void tellsWhatTheFilesOfANodeTell(@TempDir Path folder) throws IOException {
    for (String name : List.of("root/pods/uid-1", "run", "conf", "drivers", "home/bundles/2-d")) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.writeString(folder.resolve("root/carob.version"), "{\"format\": 1}");
    Files.writeString(folder.resolve("root/carob.lock"), "999999999\n");
    Files.writeString(folder.resolve("conf/a.cfg"), "key = 7\n");
    Files.writeString(folder.resolve("drivers/mine.jar"), "12345");
    Files.writeString(folder.resolve("home/bundles/2-d/b.jar"), "123");
    Files.writeString(
        folder.resolve("run/carob.log"),
        IntStream.range(0, 6000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")));
    Map<String, String> files = files(folder);
    assertThat(files.get("log.txt")).startsWith("line 1000\n").endsWith("line 5999\n");
    assertThat(files).containsEntry("conf/a.cfg", "key = 7\n");
    assertThat(files.get("files/drivers.txt")).startsWith("mine.jar 5 ");
    assertThat(files.get("files/bundles.txt")).contains("2-d/b.jar 3 ");
    assertThat(files.get("files/pods.txt")).startsWith("uid-1 folder ");
    assertThat(files.get("release.txt")).contains("format");
    assertThat(files.get("lock.txt")).contains("999999999", "ended");
    assertThat(files.get("versions.txt")).contains("java.version", folder.toString());
  }

  @Test
  void whereNothingIsItSaysSoAndMakesNothing(@TempDir Path folder) throws IOException {
    assertThat(files(folder).get("log.txt")).contains("journalctl");
    assertThat(files(folder).get("files/drivers.txt")).contains("there is no");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void isFoundByTheArchivesMaker() {
    assertThat(ServiceLoader.load(SupportSource.class).stream().map(ServiceLoader.Provider::type))
        .contains(FileSupport.class);
  }
}
