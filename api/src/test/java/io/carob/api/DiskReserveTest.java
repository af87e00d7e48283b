package io.carob.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.node.DiskReserve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskReserveTest {

  private Path root;
  private DiskReserve reserve;
  private Path file;

  @BeforeEach
  void make(@TempDir Path folder) {
    root = folder;
    reserve = new DiskReserve(root);
    file = root.resolve("reserve");
  }

  @Test
  void isFilledUpToItsSize() throws IOException {
    assertThat(reserve.isWhole()).isFalse();
    assertThat(reserve.keep()).isTrue();
    assertThat(file).hasSize(DiskReserve.SIZE);
    Files.write(file, new byte[10]);
    assertThat(reserve.keep()).isTrue();
    assertThat(file).hasSize(DiskReserve.SIZE);
  }

  @Test
  void isThereWhenTheWorkSucceedsAtOnce() {
    reserve.keep();
    assertThat(reserve.<Long>spend(() -> file.toFile().length())).isEqualTo(DiskReserve.SIZE);
  }

  @Test
  void isGivenUpForTheSecondTryAndTakenBack() {
    reserve.keep();
    long seen =
        reserve.spend(
            () -> {
              long length = file.toFile().length();
              if (length > 0) {
                throw new CarobException(ErrorCode.RESOURCE_EXHAUSTED, "full");
              }
              return length;
            });
    assertThat(seen).isZero();
    assertThat(file).hasSize(DiskReserve.SIZE);
  }

  @Test
  void isGivenUpAndTakenBackByAnInterruptedThread() {
    reserve.keep();
    Thread.currentThread().interrupt();
    try {
      isGivenUpForTheSecondTryAndTakenBack();
    } finally {
      assertThat(Thread.interrupted()).isTrue(); // it stays interrupted, the next test is not
    }
  }

  @Test
  void isFilledByAnInterruptedThread() {
    Thread.currentThread().interrupt();
    try {
      assertThat(reserve.keep()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void passesOtherFailuresOn() {
    reserve.keep();
    assertThatThrownBy(
            () ->
                reserve.spend(
                    () -> {
                      assertThat(file).hasSize(DiskReserve.SIZE);
                      throw new CarobException(ErrorCode.INTERNAL, "broken");
                    }))
        .isInstanceOfSatisfying(
            CarobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @Test
  void followsNoLink() throws IOException {
    Path other = Files.writeString(root.resolve("other"), "kept");
    Files.createSymbolicLink(file, other);
    new DiskReserve(root).keep();
    assertThat(other).hasContent("kept");
  }
}
