package io.carob.linux.io;

import static io.carob.linux.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SeqPacketSocketTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void packetsKeepTheirBounds(@TempDir Path temp) throws Exception {
    byte[] into = new byte[100];
    try (SeqPacketServer server = new SeqPacketServer(temp, "s")) {
      CompletableFuture<Void> served = CompletableFuture.runAsync(server::serve);
      try (SeqPacketSocket socket = SeqPacketSocket.connect(temp.resolve("s"))) {
        socket.send(bytes("xhello"), 1, 5);
        assertThat(socket.receive(into)).isEqualTo(5);
        assertThat(into).startsWith(bytes("hello"));
        socket.send(bytes("abc"), 0, 3);
        assertThat(socket.receive(into)).isEqualTo(5);
        assertThat(socket.receive(new byte[2])).isEqualTo(2);
        assertThat(socket.receive(into)).isEqualTo(3);
        socket.shutdownOutput();
        assertThat(socket.receive(into)).isEqualTo(-1);
      }
      served.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void pathsMayBeLongerThanASocketAddress(@TempDir Path temp) throws Exception {
    Path folder = Files.createDirectories(temp.resolve("f".repeat(120)).resolve("g".repeat(120)));
    try (SeqPacketServer server = new SeqPacketServer(folder, "attach")) {
      CompletableFuture<Void> served = CompletableFuture.runAsync(server::serve);
      try (SeqPacketSocket socket = SeqPacketSocket.connect(folder.resolve("attach"))) {
        socket.send(bytes("a"), 0, 1);
        assertThat(socket.receive(new byte[10])).isEqualTo(1);
        assertThat(socket.receive(new byte[10])).isEqualTo(1);
      }
      served.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void closingWakesTheReceiver(@TempDir Path temp) throws Exception {
    try (SeqPacketServer server = new SeqPacketServer(temp, "s")) {
      CompletableFuture<Void> served = CompletableFuture.runAsync(server::serve);
      SeqPacketSocket socket = SeqPacketSocket.connect(temp.resolve("s"));
      CompletableFuture<Integer> received =
          CompletableFuture.supplyAsync(() -> socket.receive(new byte[10]));
      socket.close();
      socket.close();
      assertThat(received.get(60, TimeUnit.SECONDS)).isEqualTo(-1);
      assertFails(ErrorCode.UNAVAILABLE, () -> socket.send(new byte[1], 0, 1));
      served.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void absentAndDeadSocketsAreToldApart(@TempDir Path temp) {
    assertFails(ErrorCode.NOT_FOUND, () -> SeqPacketSocket.connect(temp.resolve("no")).close());
    new SeqPacketServer(temp, "dead").close();
    assertFails(ErrorCode.UNAVAILABLE, () -> SeqPacketSocket.connect(temp.resolve("dead")).close());
  }
}
