package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An install is cut off at some point, and the service starts again. */
class WayBackTest {

  private Path folder;
  private Path jar;
  private Path sum;

  @BeforeEach
  void start(@TempDir Path temp) {
    folder = temp;
    jar = temp.resolve("x.jar");
    sum = temp.resolve("x.jar.sha256");
  }

  private void bring(Path file, String text) throws IOException {
    Path part = Files.writeString(WayBack.part(file), text);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void assertOldOneIsBack() throws IOException {
    WayBack.recover(folder);
    assertThat(jar).hasContent("old");
    assertThat(sum).hasContent("old sum");
    assertThat(names()).containsExactly("x.jar", "x.jar.sha256");
  }

  @Test
  void anUnconfirmedJarGivesWayToTheOneBefore() throws IOException {
    bring(jar, "old");
    bring(sum, "old sum");
    new WayBack(jar).keep();
    bring(sum, "new sum");
    bring(jar, "new");
    Files.writeString(WayBack.part(jar), "half of another");
    assertOldOneIsBack();
    assertOldOneIsBack();
  }

  @Test
  void nothingHadBeenBroughtYet() throws IOException {
    bring(jar, "old");
    bring(sum, "old sum");
    new WayBack(jar).keep();
    assertOldOneIsBack();
  }

  @Test
  void theWayBackWasHalfKept() throws IOException {
    bring(jar, "old");
    bring(sum, "old sum");
    Files.createLink(folder.resolve(".x.jar.sha256.before"), sum);
    assertOldOneIsBack();
  }

  @Test
  void theWayBackWasHalfGone() throws IOException {
    bring(jar, "old");
    bring(sum, "old sum");
    new WayBack(jar).keep();
    bring(sum, "new sum");
    bring(jar, "new");
    Files.delete(sum);
    Files.createLink(sum, folder.resolve(".x.jar.sha256.before"));
    assertOldOneIsBack();
  }

  @Test
  void aChecksumOfTheNewJarDoesNotStayBesideTheOldOne() throws IOException {
    bring(jar, "old");
    new WayBack(jar).keep();
    bring(sum, "new sum");
    bring(jar, "new");
    WayBack.recover(folder);
    assertThat(jar).hasContent("old");
    assertThat(names()).containsExactly("x.jar");
  }

  @Test
  void aConfirmedJarStays() throws IOException {
    bring(jar, "old");
    WayBack back = new WayBack(jar);
    back.keep();
    bring(jar, "new");
    back.forget();
    WayBack.recover(folder);
    assertThat(jar).hasContent("new");
    assertThat(names()).containsExactly("x.jar");
  }

  @Test
  void whatWasTheFirstOfItsNameGoesAgain() throws IOException {
    WayBack back = new WayBack(jar);
    back.keep();
    bring(sum, "new sum");
    bring(jar, "new");
    back.goBack();
    assertThat(names()).isEmpty();
  }
}
