package io.carob.example.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over the network, from a git daemon of this host. */
class GitDaemonTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path folder;

  private TestRepository repository;
  private String first;
  private int port;
  private Process daemon;

  @BeforeEach
  void startDaemon() throws Exception {
    repository = TestRepository.at(folder.resolve("srv/code"));
    first = repository.commit(Map.of("a", "one\n"));
    repository.commit(Map.of("a", "two\n"));
    try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
      port = free.getLocalPort();
    }
    Path program = Path.of(repository.git("--exec-path"), "git-daemon");
    daemon =
        new ProcessBuilder(
                program.toString(),
                "--reuseaddr",
                "--listen=127.0.0.1",
                "--port=" + port,
                "--export-all",
                "--base-path=" + folder.resolve("srv"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("daemon.log").toFile())
            .start();
    long end = System.nanoTime() + TestVolumes.PATIENCE.toNanos();
    while (!listens()) {
      assertThat(daemon.isAlive() && System.nanoTime() < end)
          .as("the daemon listens: %s", folder.resolve("daemon.log"))
          .isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @AfterEach
  void endDaemon() throws InterruptedException {
    daemon.destroy();
    assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatTheDaemonHasIsShown() throws IOException {
    assertThat(publish(Map.of()).resolve("a")).hasContent("two\n");
    assertThat(publish(Map.of("revision", first)).resolve("a")).hasContent("one\n");
    assertThat(publish(Map.of("revision", first.substring(0, 12), "depth", 1)).resolve("a"))
        .hasContent("one\n");
  }

  private Path publish(Map<String, Object> fields) throws IOException {
    Path place = Files.createTempDirectory(folder, "place-");
    Map<String, Object> all = new java.util.LinkedHashMap<>(fields);
    all.put("repository", "git://127.0.0.1:" + port + "/code");
    return TestVolumes.plugin("git").publish(TestVolumes.request(place, all)).path();
  }

  private boolean listens() {
    try (Socket socket = new Socket(LOOPBACK, port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
