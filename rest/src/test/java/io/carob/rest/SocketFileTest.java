package io.carob.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.rest.fake.FakeNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {

  private Path folder;

  @BeforeEach
  void start(@TempDir Path temp) {
    folder = temp;
  }

  @Test
  void onlyTheOwnerMayConnect() throws IOException {
    try (FakeNode node = new FakeNode(folder)) {
      Path socket = node.layout.socket();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.layout.run())))
          .isEqualTo("rwx--x--x");
    }
  }

  @Test
  void nothingIsLeftWhenItStops() throws IOException {
    new FakeNode(folder).close();
    try (Stream<Path> left = Files.list(folder.resolve("run"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aStaleSocketIsReplaced() throws IOException {
    Path socket = Files.createDirectories(folder.resolve("run")).resolve("carob.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (FakeNode node = new FakeNode(folder)) {
      assertThat(Client.ask(node.layout.socket(), "GET", "/v1/status", "*/*", "").status())
          .isEqualTo(200);
    }
  }

  @Test
  void aServedSocketIsRefused() throws IOException {
    try (FakeNode first = new FakeNode(folder)) {
      CarobException refused =
          catchThrowableOfType(CarobException.class, () -> new FakeNode(folder).close());
      assertThat(refused.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
      assertThat(Client.ask(first.layout.socket(), "GET", "/v1/status", "*/*", "").status())
          .isEqualTo(200);
    }
  }

  @Test
  void anotherFileIsNotOverwritten() throws IOException {
    Path socket = Files.createDirectories(folder.resolve("run")).resolve("carob.sock");
    Files.writeString(socket, "mine");
    CarobException refused =
        catchThrowableOfType(CarobException.class, () -> new FakeNode(folder).close());
    assertThat(refused.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(socket).hasContent("mine");
  }

  @Test
  void aTooLongPathIsRefusedClearly() {
    Path deep = folder.resolve("x".repeat(100));
    CarobException refused =
        catchThrowableOfType(CarobException.class, () -> new FakeNode(deep).close());
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }
}
