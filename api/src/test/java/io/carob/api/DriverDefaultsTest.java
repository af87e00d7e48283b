package io.carob.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.volume.VolumePlugin;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A driver that was written before a method came has an answer to it. */
class DriverDefaultsTest {

  private static final Path PLACE = Path.of("/place");

  private final List<String> calls = new ArrayList<>();

  @Test
  void theSelfCheckOfASnapshotterIsItsProbe() {
    SnapshotDriver driver =
        driver(
            SnapshotDriver.class,
            (proxy, method, arguments) -> {
              if (method.getName().equals("probe")) {
                throw new CarobException(ErrorCode.UNSUPPORTED, "not on " + arguments[0]);
              }
              return InvocationHandler.invokeDefault(proxy, method, arguments);
            });
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> driver.selfCheck(PLACE));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(thrown).hasMessage("not on /place");
  }

  @Test
  void otherDriversHaveNothingToCheck() {
    assertThatCode(() -> old(SandboxDriver.class).selfCheck(PLACE)).doesNotThrowAnyException();
    assertThatCode(() -> old(ContainerRuntime.class).selfCheck(PLACE)).doesNotThrowAnyException();
    assertThatCode(() -> old(VolumePlugin.class).selfCheck(PLACE)).doesNotThrowAnyException();
    assertThat(calls).isEmpty();
  }

  @Test
  void theFirstFormatIsReadAndNoLaterOne() {
    SnapshotDriver snapshotter = old(SnapshotDriver.class);
    assertThat(snapshotter.diskFormat()).isEqualTo(1);
    assertThat(snapshotter.readsDiskFormat(1)).isTrue();
    assertThat(snapshotter.readsDiskFormat(2)).isFalse();
    SandboxDriver sandbox = old(SandboxDriver.class);
    assertThat(sandbox.diskFormat()).isEqualTo(1);
    assertThat(sandbox.readsDiskFormat(1)).isTrue();
    assertThat(sandbox.readsDiskFormat(2)).isFalse();
    ContainerRuntime runtime = old(ContainerRuntime.class);
    assertThat(runtime.diskFormat()).isEqualTo(1);
    assertThat(runtime.readsDiskFormat(1)).isTrue();
    assertThat(runtime.readsDiskFormat(2)).isFalse();
    VolumePlugin volume = old(VolumePlugin.class);
    assertThat(volume.diskFormat()).isEqualTo(1);
    assertThat(volume.readsDiskFormat(1)).isTrue();
    assertThat(volume.readsDiskFormat(2)).isFalse();
  }

  @Test
  void aDriverThatRaisesItsFormatReadsTheEarlierOnes() {
    SnapshotDriver third =
        driver(
            SnapshotDriver.class,
            (proxy, method, arguments) ->
                method.getName().equals("diskFormat")
                    ? 3
                    : InvocationHandler.invokeDefault(proxy, method, arguments));
    assertThat(third.readsDiskFormat(1)).isTrue();
    assertThat(third.readsDiskFormat(3)).isTrue();
    assertThat(third.readsDiskFormat(4)).isFalse();
  }

  @Test
  void committedPlacesAreParentsAsTheyAre() {
    assertThat(old(SnapshotDriver.class).layerMount(PLACE)).isEmpty();
  }

  @Test
  void sizeLimitsAreLeftToTheCore() {
    CarobException thrown =
        catchThrowableOfType(
            CarobException.class, () -> old(SnapshotDriver.class).limit(PLACE, 1 << 20));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(thrown).hasMessageContaining("\"old\"");
    assertThat(old(SnapshotDriver.class).capabilities()).isEqualTo(Set.of());
  }

  /** A driver that has what must be there, and nothing else. */
  private <D> D old(Class<D> spi) {
    return driver(
        spi,
        (proxy, method, arguments) -> {
          if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          if (method.getName().equals("name")) {
            return "old";
          }
          calls.add(method.getName());
          throw new UnsupportedOperationException(method.getName());
        });
  }

  private static <D> D driver(Class<D> spi, InvocationHandler handler) {
    return spi.cast(Proxy.newProxyInstance(spi.getClassLoader(), new Class<?>[] {spi}, handler));
  }
}
