package io.carob.api.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

  private static final String NAME = "test.lock";
  private static final String MINE = "process " + ProcessHandle.current().pid();

  private Path temp;
  private Path folder;

  @BeforeEach
  void make(@TempDir Path given) throws IOException {
    temp = given;
    folder = Files.createDirectory(temp.resolve("folder"));
  }

  @Test
  void refusalsWithinAProcessLeaveTheKernelsLock() throws IOException {
    try (FolderLock first = FolderLock.take(folder, NAME).orElseThrow()) {
      assertThat(lockedInTheKernel()).isTrue();
      assertThat(FolderLock.take(folder, NAME)).isEmpty();
      Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
      assertThat(FolderLock.take(link, NAME)).isEmpty();
      Files.createLink(temp.resolve(NAME), folder.resolve(NAME));
      assertThat(FolderLock.take(temp, NAME)).as("by another name of the file").isEmpty();
      assertThat(FolderLock.holder(folder, NAME)).isEqualTo(MINE);
      assertThat(FolderLock.holder(link, NAME)).isEqualTo(MINE);
      assertThat(lockedInTheKernel()).isTrue();
      first.close();
      assertThat(lockedInTheKernel()).isFalse();
      try (FolderLock again = FolderLock.take(folder, NAME).orElseThrow()) {
        assertThat(again).isNotNull();
        first.close();
        assertThat(lockedInTheKernel()).as("a second close gives nothing back").isTrue();
      }
    }
  }

  @Test
  void anotherProcessIsRefusedAfterARefusalHere() throws Exception {
    try (FolderLock first = FolderLock.take(folder, NAME).orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(FolderLock.take(folder, NAME)).isEmpty();
      assertThat(tryElsewhere()).isEqualTo("refused by " + MINE);
    }
    assertThat(tryElsewhere()).isEqualTo("taken");
    assertThat(FolderLock.holder(folder, NAME)).isNotEqualTo(MINE).startsWith("process ");
  }

  @Test
  void oneFolderHasALockForEachPurpose() throws IOException {
    try (FolderLock one = FolderLock.take(folder, NAME).orElseThrow();
        FolderLock other = FolderLock.take(folder, "other.lock").orElseThrow()) {
      assertThat(one).isNotSameAs(other);
    }
  }

  @Test
  void aReplacedFileIsNoWayRound() throws IOException {
    try (FolderLock first = FolderLock.take(folder, NAME).orElseThrow()) {
      assertThat(first).isNotNull();
      Files.delete(folder.resolve(NAME));
      assertThat(FolderLock.take(folder, NAME)).isEmpty();
      assertThat(folder.resolve(NAME)).doesNotExist();
    }
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws IOException {
    Path elsewhere = Files.writeString(temp.resolve("elsewhere"), "precious");
    Files.createSymbolicLink(folder.resolve(NAME), elsewhere);
    assertThatThrownBy(() -> FolderLock.take(folder, NAME)).isInstanceOf(IOException.class);
    assertThat(elsewhere).hasContent("precious");
  }

  @Test
  void anInterruptedThreadHasTheLockOrNothing() throws Exception {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> FolderLock.take(folder, NAME)).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(lockedInTheKernel()).isFalse();
    try (FolderLock lock = FolderLock.take(folder, NAME).orElseThrow()) {
      assertThat(lockedInTheKernel()).isTrue();
    }
  }

  @Test
  void anotherClassLoaderIsRefusedAndTakesNothingAway() throws Exception {
    URL classes = FolderLock.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null)) {
      Class<?> other = loader.loadClass(FolderLock.class.getName());
      Method take = other.getMethod("take", Path.class, String.class);
      Method holder = other.getMethod("holder", Path.class, String.class);
      FolderLock lock = FolderLock.take(folder, NAME).orElseThrow();
      assertThat(take.invoke(null, folder, NAME)).isEqualTo(Optional.empty());
      assertThat(holder.invoke(null, folder, NAME))
          .isEqualTo("process " + ProcessHandle.current().pid());
      assertThat(lockedInTheKernel()).isTrue();
      lock.close();
      Object taken = ((Optional<?>) take.invoke(null, folder, NAME)).orElseThrow();
      assertThat(FolderLock.take(folder, NAME)).isEmpty();
      ((AutoCloseable) taken).close();
      FolderLock.take(folder, NAME).orElseThrow().close();
    }
  }

  @Test
  void aFolderThatIsNotThereCannotBeTaken() {
    assertThatThrownBy(() -> FolderLock.take(temp.resolve("none"), NAME))
        .isInstanceOf(NoSuchFileException.class);
  }

  /** The kernel's list has the file by its inode, and this process. */
  private boolean lockedInTheKernel() throws IOException {
    Object inode = Files.getAttribute(folder.resolve(NAME), "unix:ino");
    String own = ".* " + ProcessHandle.current().pid() + " [0-9a-f:]*:" + inode + " .*";
    return Files.readString(Path.of("/proc/locks")).lines().anyMatch(line -> line.matches(own));
  }

  private String tryElsewhere() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(other.waitFor()).isZero();
    return said;
  }

  /** Another process that wants the same. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws IOException {
      Path folder = Path.of(args[0]);
      System.out.println(
          FolderLock.take(folder, NAME).isPresent()
              ? "taken"
              : "refused by " + FolderLock.holder(folder, NAME));
    }
  }
}
