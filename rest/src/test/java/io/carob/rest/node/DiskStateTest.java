package io.carob.rest.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiskStateTest {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  @Test
  void aDiskWithRoomIsNoPressure() {
    assertThat(DiskState.of(20 * GIB, 1000 * GIB, false).condition())
        .containsEntry("type", "DiskPressure")
        .containsEntry("status", "False");
  }

  @Test
  void belowATenthOrAGibibyteItIsNearlyFull() {
    assertThat(DiskState.of(GIB - 1, 1000 * GIB, false).reason()).isEqualTo("DiskNearlyFull");
    assertThat(DiskState.of(5 * MIB, 60 * MIB, false).condition()).containsEntry("status", "True");
    assertThat(DiskState.of(7 * MIB, 60 * MIB, false).pressure()).isFalse();
  }

  @Test
  void withoutSpaceOrReserveItIsFullAndSaysWhatToDo() {
    assertThat(DiskState.of(0, 60 * MIB, false).reason()).isEqualTo("DiskFull");
    DiskState full = DiskState.of(2 * MIB, 60 * MIB, true);
    assertThat(full.reason()).isEqualTo("DiskFull");
    assertThat(full.message()).contains("carob df").contains("carob delete");
  }
}
