package io.carob.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.embed.Carob;
import io.carob.api.node.FolderLock;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeBuilderTest {

  private final Path folder;

  NodeBuilderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theProviderIsFound() {
    assertThat(Carob.builder()).isInstanceOf(NodeBuilder.class);
  }

  @Test
  void bothFoldersMustBeGivenAndAbsolute() {
    assertThat(code(new NodeBuilder().run(folder))).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(code(new NodeBuilder().root(folder))).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(code(new NodeBuilder().root(Path.of("here")).run(folder)))
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(code(new NodeBuilder().root(folder).run(folder).cgroup("carob")))
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void aFolderIsTakenByOneNodeUntilItEnds() throws Exception {
    try (FolderLock lock = NodeFolder.take("root", folder)) {
      CarobException thrown =
          catchThrowableOfType(CarobException.class, () -> NodeFolder.take("root", folder));
      assertThat(thrown.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
      assertThat(thrown).hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(lock).isNotNull();
    }
    NodeFolder.take("root", folder).close();
  }

  @Test
  void aMissingPartIsUnsupportedAndNamed() {
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> Parts.one(List.of(), "carob-image-store"));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(thrown).hasMessageContaining("carob-image-store");
  }

  @Test
  void allIsClosedLastFirstWhateverTheOthersMeet() {
    StringBuilder closed = new StringBuilder();
    Endings endings = new Endings();
    endings.add(() -> closed.append('1'));
    endings.add(
        () -> {
          throw new IllegalStateException("cannot");
        });
    endings.add(() -> closed.append('3'));
    CarobException thrown = catchThrowableOfType(CarobException.class, endings::close);
    assertThat(thrown.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(closed.toString()).isEqualTo("31");
    endings.close();
    assertThat(closed.toString()).isEqualTo("31");
  }

  private static ErrorCode code(Carob.Builder builder) {
    return catchThrowableOfType(CarobException.class, builder::start).code();
  }
}
