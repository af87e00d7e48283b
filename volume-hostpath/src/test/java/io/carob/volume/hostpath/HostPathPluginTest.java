package io.carob.volume.hostpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumeId;
import io.carob.api.volume.VolumePlugin;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPathPluginTest {

  @TempDir Path temporary = Path.of("");
  private Path host = Path.of("");

  @BeforeEach
  void resolve() throws IOException {
    host = temporary.toRealPath();
  }

  @Test
  void answersThePathItselfAndIsWritable() {
    assertThat(publish(host, "Directory")).isEqualTo(new PublishedVolume(host, false));
  }

  @Test
  void followsLinks() throws IOException {
    Path folder = Files.createDirectory(host.resolve("folder"));
    Path link = Files.createSymbolicLink(host.resolve("link"), folder);
    assertThat(publish(link, "Directory").path()).isEqualTo(folder);
    assertThat(publish(link, "").path()).isEqualTo(folder);
  }

  @Test
  void directoryOrCreateMakesAllFoldersWithExactMode() throws IOException {
    Path deep = host.resolve("a/b/c");
    assertThat(publish(deep, "DirectoryOrCreate").path()).isEqualTo(deep).isDirectory();
    assertThat(mode(deep)).isEqualTo("rwxr-xr-x");
    assertThat(mode(host.resolve("a"))).isEqualTo("rwxr-xr-x");
  }

  @Test
  void existingFolderKeepsItsMode() throws IOException {
    Path folder = Files.createDirectory(host.resolve("folder"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    publish(folder, "DirectoryOrCreate");
    assertThat(mode(folder)).isEqualTo("rwx------");
  }

  @Test
  void fileOrCreateMakesTheFileButNotItsFolder() throws IOException {
    Path file = host.resolve("file");
    assertThat(publish(file, "FileOrCreate").path()).isEmptyFile();
    assertThat(mode(file)).isEqualTo("rw-r--r--");
    Files.writeString(file, "kept");
    assertThat(publish(file, "FileOrCreate").path()).hasContent("kept");
    assertFails(host.resolve("none/file"), "FileOrCreate");
    assertThat(host.resolve("none")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Directory", "File", "Socket", "CharDevice", "BlockDevice"})
  void nothingThereIsAFailedPrecondition(String type) {
    assertFails(host.resolve("none"), type);
    assertThat(host.resolve("none")).doesNotExist();
  }

  @Test
  void typesAreChecked() throws IOException {
    Path file = Files.createFile(host.resolve("file"));
    Path nul = Path.of("/dev/null");
    assertThat(publish(file, "File").path()).isEqualTo(file);
    assertThat(publish(nul, "CharDevice").path()).isEqualTo(nul);
    assertFails(file, "Directory");
    assertFails(file, "DirectoryOrCreate");
    assertFails(host, "File");
    assertFails(host, "FileOrCreate");
    assertFails(nul, "File");
    assertFails(nul, "BlockDevice");
    assertFails(file.resolve("below-a-file"), "DirectoryOrCreate");
  }

  @Test
  void socketIsRecognized() throws IOException {
    Path socket = host.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThat(publish(socket, "Socket").path()).isEqualTo(socket);
      assertFails(socket, "File");
    }
  }

  @Test
  void blockDeviceIsRecognizedByItsMode() {
    assertThat(FileKind.ofMode(0060660)).isEqualTo(FileKind.BLOCK_DEVICE);
    assertThat(FileKind.ofMode(0010644)).isEqualTo(FileKind.OTHER);
  }

  @Test
  void linksThatLeadNowhereOrInCirclesAreAFailedPrecondition() throws IOException {
    Path nowhere = Files.createSymbolicLink(host.resolve("nowhere"), host.resolve("none"));
    Path circle = host.resolve("circle");
    Files.createSymbolicLink(circle, circle);
    assertFails(nowhere, "");
    assertFails(nowhere, "DirectoryOrCreate");
    assertFails(circle, "Directory");
    assertFails(circle, "FileOrCreate");
  }

  @Test
  void messageNamesPathWantedAndFound() throws IOException {
    Path file = Files.createFile(host.resolve("file"));
    assertThat(assertFails(file, "Directory"))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("Directory")
        .hasMessageContaining("a file");
  }

  @Test
  void unpublishLeavesTheHostAlone() throws IOException {
    Path file = Files.writeString(host.resolve("file"), "kept");
    publish(host, "Directory");
    new HostPathPlugin().unpublish(new UnpublishRequest(id(), place(), fields(host, "Directory")));
    assertThat(file).hasContent("kept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relative", "/a/../b", "/..", "/a\0b"})
  void pathsThatAreNotAbsoluteOrClimbAreRefused(String path) {
    var fields = VolumeFields.of("hostPath", Map.of("path", path));
    CarobException e =
        catchThrowableOfType(CarobException.class, () -> new HostPathPlugin().validate(fields));
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void unknownTypeIsRefused() {
    CarobException e =
        catchThrowableOfType(
            CarobException.class, () -> new HostPathPlugin().validate(fields(host, "directory")));
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void serviceLoaderFindsThePlugin() {
    assertThat(ServiceLoader.load(VolumePlugin.class).stream().map(p -> p.get().name()))
        .contains("hostPath");
  }

  private PublishedVolume publish(Path path, String type) {
    return new HostPathPlugin()
        .publish(
            new PublishRequest(
                id(), place(), fields(path, type), (kind, namespace, name) -> Optional.empty()));
  }

  private CarobException assertFails(Path path, String type) {
    CarobException e = catchThrowableOfType(CarobException.class, () -> publish(path, type));
    assertThat(e).isNotNull();
    assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    return e;
  }

  private Path place() {
    return temporary.resolveSibling("place-that-is-never-used");
  }

  private static VolumeId id() {
    return new VolumeId("uid", "default", "pod", "host");
  }

  private static VolumeFields fields(Path path, String type) {
    return VolumeFields.of("hostPath", Map.of("path", path.toString(), "type", type));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
