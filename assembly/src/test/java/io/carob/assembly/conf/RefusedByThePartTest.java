package io.carob.assembly.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that are such as the part's jar describes, and that the part cannot be with. */
class RefusedByThePartTest {

  private static final String PART = "org.example.part";

  private ConfFramework carob;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    carob = new ConfFramework(folder);
    carob.await(() -> carob.serves("mode", "off"));
  }

  @AfterEach
  void stop() throws Exception {
    carob.close();
  }

  private boolean isRefused() {
    return carob.configs().refused().getOrDefault(PART, "").contains(Choosy.REASON);
  }

  @Test
  void aFileWhereThereWasNoneChangesNothing() throws Exception {
    carob.write("mode = on\n");
    carob.await(this::isRefused);
    carob.await(() -> carob.serves("mode", "off"));
    assertThat(carob.file()).hasContent("mode = on\n");
    carob.tell();
    assertThat(isRefused()).as("nobody has written it since").isTrue();

    carob.write("mode = on\nkey = a\n");
    carob.await(() -> carob.serves("key", "a"));
    assertThat(carob.configs().refused()).isEmpty();
  }

  @Test
  void aKeyThatIsTakenAwayIsThereAgain() throws Exception {
    carob.write("mode = on\nkey = a\n");
    carob.await(() -> carob.serves("key", "a"));
    carob.write("mode = on\n");
    carob.await(this::isRefused);
    carob.await(() -> carob.serves("key", "a"));
    assertThat(carob.serves("mode", "on")).isTrue();

    Files.delete(carob.file());
    carob.tell();
    carob.await(() -> carob.serves("mode", "off"));
    assertThat(carob.configs().refused()).isEmpty();
  }

  @Test
  void whatIsWrittenAgainIsTriedAgain() throws Exception {
    carob.write("mode = on\n");
    carob.await(() -> isRefused() && carob.serves("mode", "off"));
    long before = carob.number();
    Files.setLastModifiedTime(carob.file(), FileTime.from(Instant.EPOCH));
    carob.tell();
    carob.await(() -> carob.serves("mode", "off") && carob.number() > before && isRefused());
  }

  @Test
  void aCommandLeavesNoFault() throws Exception {
    carob.write("# mine\nmode = on\nkey = a\nkeep = true\n");
    carob.await(() -> carob.serves("key", "a"));
    Files.writeString(carob.file(), "# mine\nkeep = true\n");
    carob.tell();
    carob.await(() -> carob.serves("key", ""));
    assertThatThrownBy(() -> carob.configs().set(PART, Map.of("mode", "on")))
        .hasMessageContainingAll("stays as it was", Choosy.REASON);
    assertThat(carob.file()).hasContent("# mine\nkeep = true\n");
    assertThat(carob.configs().refused()).isEmpty();
    carob.await(() -> carob.serves("mode", "off"));

    carob.configs().set(PART, Map.of("mode", "on", "key", "b"));
    assertThat(carob.serves("key", "b")).isTrue();
  }
}
