package io.carob.api.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarobTest {

  /** A provider as {@code carob-embed} has one. */
  public static final class Provider implements CarobProvider {
    @Override
    public Carob.Builder builder() {
      throw new CarobException(ErrorCode.ALREADY_EXISTS, "this provider was found");
    }
  }

  @Test
  void withoutAProviderANodeIsUnsupportedAndTheWayOutIsTold() {
    CarobException thrown = catchThrowableOfType(CarobException.class, Carob::builder);
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(thrown).hasMessageContaining("carob-embed");
  }

  @Test
  void theProviderThatTheThreadSeesBeginsTheNode(@TempDir Path folder) throws Exception {
    CarobException thrown =
        seen(provider(folder), () -> catchThrowableOfType(CarobException.class, Carob::builder));
    assertThat(thrown.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
  }

  @Test
  void aThreadThatSeesNothingIsNoObstacle() throws Exception {
    CarobException thrown =
        seen(null, () -> catchThrowableOfType(CarobException.class, Carob::builder));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNSUPPORTED);
  }

  private static URLClassLoader provider(Path folder) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(CarobProvider.class.getName()), Provider.class.getName());
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, CarobTest.class.getClassLoader());
  }

  private static <R> R seen(@Nullable ClassLoader loader, Callable<R> call) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return call.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
