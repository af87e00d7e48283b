package io.carob.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServicesTest {

  @Test
  void aCallWaitsForAServiceThatComesLate() throws Exception {
    Services services = new Services(Duration.ofDays(1), List.of(Runnable.class));
    Runnable late = () -> {};
    FutureTask<Runnable> asking = new FutureTask<>(() -> services.get(Runnable.class));
    Thread caller = new Thread(asking);
    caller.start();
    while (caller.getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(1);
    }
    assertThat(services.missing()).containsExactly("Runnable");
    services.add(Runnable.class, late);
    assertThat(asking.get()).isSameAs(late);
    assertThat(services.missing()).isEmpty();
  }

  @Test
  void aServiceThatDoesNotComeIsUnavailable() {
    Services services = new Services(Duration.ofMillis(1), List.of(Runnable.class));
    assertThatThrownBy(() -> services.get(Runnable.class))
        .isInstanceOfSatisfying(
            CarobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void aServiceThatGoesIsGivenToNobody() {
    Services services = new Services(Duration.ZERO, List.of(Runnable.class));
    Runnable one = () -> {};
    Runnable other = () -> {};
    services.add(Runnable.class, one);
    services.add(Runnable.class, other);
    services.remove(Runnable.class, one);
    assertThat(services.get(Runnable.class)).isSameAs(other);
    services.remove(Runnable.class, other);
    assertThat(services.find(Runnable.class)).isEmpty();
    assertThat(services.all(Runnable.class)).isEmpty();
  }
}
