package io.carob.gogo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import org.junit.jupiter.api.Test;

/** Commands without any of the services that they ask. */
class NodeCommandsTest {

  private final NodeCommands commands = new NodeCommands();

  @Test
  void aJarOfARelativePathIsRefusedInWords() {
    for (String jar : new String[] {"overlay.jar", "./overlay.jar", "../overlay.jar", ""}) {
      CarobException thrown = catchThrowableOfType(CarobException.class, () -> commands.swap(jar));
      assertThat(thrown.code()).as(jar).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      assertThat(thrown).hasMessageContainingAll("\"" + jar + "\"", "absolute path");
    }
  }

  @Test
  void aServiceThatIsNotThereIsNamed() {
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> commands.swap("/overlay.jar"));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(thrown).hasMessageContaining("driver jars");
  }
}
