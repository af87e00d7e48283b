package io.carob.api.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
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
    DataVersion.take(root, OLD, FIRST);
    assertThat(file())
        .hasContent("{\"format\": 1, \"release\": \"0.1.0\", \"since\": \"2026-01-01T00:00:00Z\"}");
  }

  @Test
  void theSameReleaseLeavesTheMarkAsItIs() throws IOException {
    DataVersion.take(root, OLD, FIRST);
    DataVersion.take(root, OLD, LATER);
    assertThat(file()).content().contains("2026-01-01T00:00:00Z");
  }

  @Test
  void aNewerReleaseTakesTheRootOver() throws IOException {
    DataVersion.take(root, OLD, FIRST);
    DataVersion.take(root, new DataVersion(2, "0.2.0"), LATER);
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
    assertThat(refused())
        .hasMessageContainingAll(root.toString(), "0.2.0", "format 2", "0.1.0", "as root");
    assertThat(file()).hasContent(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "{\"format\": 99999999999, \"release\": \"x\"}", "\u0000\u0000"})
  void aMarkThatCannotBeUnderstoodIsRefused(String text) throws IOException {
    Files.writeString(file(), text);
    assertThat(refused()).hasMessageContainingAll(file().toString(), "Delete it");
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
  void whoHadItBeforeIsToldOnce() {
    assertThat(DataVersion.take(root, OLD, FIRST)).isEmpty();
    assertThat(DataVersion.take(root, OLD, LATER)).isEmpty();
    DataVersion next = new DataVersion(1, "0.1.1");
    assertThat(DataVersion.take(root, next, LATER)).contains(OLD);
    assertThat(DataVersion.take(root, next, LATER)).isEmpty();
  }

  @Test
  void aMarkThatCannotBeReadIsAFailureOfTheNode() throws IOException {
    Files.createDirectory(file());
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> DataVersion.take(root, OLD, LATER));
    assertThat(thrown.code()).isEqualTo(ErrorCode.INTERNAL);
  }

  private CarobException refused() {
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> DataVersion.take(root, OLD, LATER));
    assertThat(thrown.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    return thrown;
  }

  private Path file() {
    return root.resolve("carob.version");
  }
}
