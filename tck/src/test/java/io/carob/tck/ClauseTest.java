package io.carob.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.tck.sandbox.ContainerRuntimeTck;
import io.carob.tck.sandbox.SandboxDriverTck;
import io.carob.tck.snapshot.SnapshotDriverTck;
import io.carob.tck.volume.VolumePluginTck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClauseTest {

  private static final Path API = Path.of("../api/src/main/java/io/carob/api");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S snapshot/SnapshotDriver.java",
        "V volume/VolumePlugin.java",
        "B sandbox/SandboxDriver.java",
        "C sandbox/ContainerRuntime.java"
      })
  void clausesAreThoseOfTheInterface(String kindAndFile) throws IOException {
    String kind = kindAndFile.substring(0, 1);
    assertThat(
            Clause.all().stream()
                .filter(clause -> clause.id().startsWith(kind))
                .map(clause -> words(clause.id() + clause.name() + "." + clause.text())))
        .containsExactlyElementsOf(clausesOf(API.resolve(kindAndFile.substring(2))));
  }

  @Test
  void everyClauseHasAMeaning() {
    assertThat(Clause.all()).hasSizeGreaterThan(30);
    assertThat(Clause.all()).allSatisfy(clause -> assertThat(clause.meanings()).isNotEmpty());
  }

  @Test
  void everyTestNamesAClauseByItsName() {
    List<String> titles =
        Stream.of(
                SnapshotDriverTck.class,
                VolumePluginTck.class,
                SandboxDriverTck.class,
                ContainerRuntimeTck.class)
            .flatMap(suite -> Arrays.stream(suite.getDeclaredMethods()))
            .map(method -> method.getAnnotation(DisplayName.class))
            .filter(Objects::nonNull)
            .map(DisplayName::value)
            .toList();
    assertThat(titles).hasSizeGreaterThan(110);
    assertThat(titles)
        .allSatisfy(
            title -> {
              Clause clause = Clause.of(title).orElseThrow();
              assertThat(title).startsWith(clause.id() + " " + clause.name() + ": ");
            });
  }

  /** The Javadoc's items, as words alone. */
  private static List<String> clausesOf(Path source) throws IOException {
    String text = Files.readString(source);
    String list = text.substring(text.indexOf("<ol>", text.indexOf("<h2>Clauses")));
    return Arrays.stream(list.substring(0, list.indexOf("</ol>")).split("<li>", -1))
        .skip(1)
        .map(item -> words(item.replaceAll("</?b>|\\{@\\w+|SnapshotCapability#", "")))
        .toList();
  }

  private static String words(String text) {
    return text.replaceAll("[^\\p{Alnum}.,;:'()-]", "");
  }
}
