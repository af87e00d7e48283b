package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that cannot serve its API ends, and says why in one line. */
class FailedStartIT {

  private CarobService carob;

  @BeforeEach
  void create() {
    carob = CarobService.create();
  }

  @AfterEach
  void close() {
    carob.close();
  }

  @Test
  void aRunFolderWithAPathTooLongForASocket() {
    Path run = carob.run().resolve("x".repeat(100));
    ProcessBuilder serve = carob.serveProcess();
    serve.environment().put("CAROB_RUN", run.toString());
    ends(serve, "too long for a unix socket");
  }

  @Test
  void aFileInTheSocketsPlaceIsKept() throws IOException {
    Files.createDirectories(carob.run());
    Files.writeString(carob.socket(), "precious");
    ends(carob.serveProcess(), "is no socket");
    assertThat(carob.socket()).hasContent("precious");
  }

  @Test
  void aSocketThatAnotherProcessServes() throws IOException {
    Files.createDirectories(carob.run());
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(carob.socket()));
      ends(carob.serveProcess(), "another service answers");
    }
  }

  @Test
  void startSaysTheReasonAndNoMore() throws IOException {
    Files.createDirectories(carob.run());
    Files.writeString(carob.socket(), "precious");
    CarobService.Result result = carob.carob("start");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("is no socket").doesNotContain("\tat ");
  }

  @Test
  void aSettingThatNobodyKnows() throws IOException {
    Files.writeString(carob.conf().resolve("io.carob.engine.cfg"), "snapshoter = overlay\n");
    CarobService.Result result = CarobService.run(carob.serveProcess(), "");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "carob: cannot start: conf/io.carob.engine.cfg: snapshoter is not known; did you mean"
                + " snapshotter?\n");
    assertThat(result.out()).doesNotContain("Carob runs on");
  }

  @Test
  void aSettingThatCannotBe() throws IOException {
    Files.writeString(carob.conf().resolve("io.carob.rest.cfg"), "maxStreams = many\nx = y\n");
    CarobService.Result result = carob.carob("start");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("maxStreams must be a whole number from 1 to 4096, but is \"many\"")
        .contains("x is not known; known are maxStreams, serviceWaitSeconds");
  }

  @Test
  void dataOfANewerRelease() throws IOException {
    Files.createDirectories(carob.root());
    Files.writeString(
        carob.root().resolve("carob.version"), "{\"format\": 99, \"release\": \"9.0.0\"}\n");
    ends(carob.serveProcess(), "holds data of Carob 9.0.0 (format 99)");
    assertThat(carob.root()).isDirectoryNotContaining("glob:**/meta.db");
  }

  private void ends(ProcessBuilder serve, String reason) {
    CarobService.Result result = CarobService.run(serve, "");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err().lines().filter(l -> l.startsWith("carob: cannot start: ")))
        .singleElement()
        .asString()
        .contains(reason)
        .containsIgnoringCase("choose");
    assertThat(result.out()).doesNotContain("Carob runs on");
  }
}
