package io.carob.assembly.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetatypeXmlTest {

  private Path folder;

  @BeforeEach
  void lay(@TempDir Path temp) {
    folder = temp;
  }

  @Test
  void aDocumentSaysWhatCanBeTold() throws IOException {
    assertThat(read(TestBundle.METATYPE))
        .filteredOn(pid -> pid.name().equals("org.example.part"))
        .singleElement()
        .satisfies(
            pid -> {
              assertThat(pid.typed()).isTrue();
              assertThat(pid.several()).isFalse();
              assertThat(pid.keys())
                  .containsOnlyKeys("snapshotter", "wait.seconds", "keep", "mode", "ports", "key");
              assertThat(pid.keys().get("mode"))
                  .isEqualTo(
                      new Key(
                          "mode", "String", false, "off", null, null, List.of("off", "on"), ""));
              assertThat(pid.keys().get("ports"))
                  .isEqualTo(
                      new Key("ports", "Integer", true, "80,443", null, null, List.of(), ""));
            });
  }

  @Test
  void aFactoryMayBeThereSeveralTimes() throws IOException {
    assertThat(read(TestBundle.METATYPE))
        .filteredOn(Pid::several)
        .extracting(Pid::name)
        .containsExactly("org.example.each");
  }

  @Test
  void aComponentGoesByItsNameAndByWhatItNames() throws IOException {
    assertThat(read(TestBundle.COMPONENT))
        .containsExactly(Pid.untyped("org.example.Plain"), Pid.untyped("org.example.plain"));
  }

  @Test
  void aBrokenDocumentHidesNoOther() {
    assertThat(KnownPids.ofJars(List.of(TestBundle.in(folder))).names())
        .containsExactlyInAnyOrder(
            "org.example.part", "org.example.each", "org.example.Plain", "org.example.plain");
  }

  @Test
  void nothingOutsideOfADocumentIsRead() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    String outside =
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"%s\">]><OCD id=\"a\" description=\"&e;\"/>"
            .formatted(secret.toUri());
    assertThatThrownBy(() -> read(outside)).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsNoJarSaysNothing() throws IOException {
    Path text = Files.writeString(folder.resolve("a.jar"), "no jar");
    assertThat(KnownPids.ofJars(List.of(text, folder, folder.resolve("none"))).all()).isEmpty();
  }

  private static List<Pid> read(String document) throws IOException {
    return MetatypeXml.read(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
  }
}
