package io.carob.api.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverSourceTest {

  @Test
  void aSourceWithoutStatesSaysThatItsDriversServe() {
    DriverInfo overlay = new DriverInfo("snapshotter", "overlay", "1.0.0", List.of());
    DriverInfo plain = new DriverInfo("snapshotter", "plain", "2.0.0", List.of());
    DriverSource source = () -> List.of(overlay, plain);
    assertThat(source.statuses())
        .containsExactly(
            new DriverStatus(overlay, DriverStatus.State.SERVING, "", Instant.EPOCH, "unknown", 0),
            new DriverStatus(plain, DriverStatus.State.SERVING, "", Instant.EPOCH, "unknown", 0));
  }
}
