package io.carob.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.rest.http.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests whose own thread is kept by a driver that hears no interrupt. */
@Timeout(60)
class LateAnswerTest {

  private final CountDownLatch told = new CountDownLatch(1);
  private final DriverTable<String> table =
      new DriverTable<>(
          "snapshotter", Duration.ofSeconds(50), Duration.ofSeconds(50), Duration.ofMillis(300));
  private Path socket;
  private RestServer server;

  @BeforeEach
  void start(@TempDir Path temp) {
    socket = temp.resolve("carob.sock");
    table.add(new DriverInfo("snapshotter", "deaf", "1.2.3", List.of()), "driver");
    Router router =
        new Router()
            .add(
                "POST",
                "/deaf/{place}",
                call -> {
                  table.<String>call("deaf", call.path("place"), d -> deaf());
                  call.sendText("ended\n");
                })
            .add("GET", "/well", call -> call.sendText("well\n"));
    server = RestServer.start(socket, router, 4);
  }

  @AfterEach
  void stop() {
    told.countDown();
    server.close();
  }

  /** Waits until it is told, whatever else happens. */
  private String deaf() {
    boolean heard = false;
    while (!heard) {
      try {
        told.await();
        heard = true;
      } catch (InterruptedException e) {
        heard = false;
      }
    }
    return "told";
  }

  private Client.Reply ask(String method, String target) {
    try {
      return Client.ask(socket, method, target, "application/json", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRequestIsAnsweredAtTheLimitOfItsDriversCall() throws IOException {
    try (Client client = new Client(socket)) {
      client.send("POST /deaf/one HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
      String answer = new String(client.readAll(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 503")
          .contains("Carob-Error-Code: UNAVAILABLE", "Connection: close")
          .contains("snapshotter \\\"deaf\\\" 1.2.3", "has not ended within")
          .endsWith("}\n");
    }
    assertThat(server.keptThreads()).isEqualTo(1);
    assertThat(ask("GET", "/well").body()).isEqualTo("well\n");
  }

  @Test
  void theThreadIsTheServersAgainWhenTheDriverHasEnded() throws InterruptedException {
    assertThat(ask("POST", "/deaf/one").status()).isEqualTo(503);
    told.countDown();
    while (server.keptThreads() > 0) {
      Thread.sleep(5);
    }
    assertThat(ask("POST", "/deaf/one").body()).isEqualTo("ended\n");
    assertThat(server.keptThreads()).isZero();
  }

  @Test
  void moreThreadsThanTheServerHasDoNotKeepItFromAnswering() {
    List<CompletableFuture<Client.Reply>> asked = new ArrayList<>();
    for (int i = 0; i < 60; i++) { // it has 3 for each of 4 streams, and 40 others
      String target = "/deaf/place-" + i;
      CompletableFuture<Client.Reply> answer = new CompletableFuture<>();
      Thread client = new Thread(() -> answer.complete(ask("POST", target)));
      client.setDaemon(true);
      client.start();
      asked.add(answer);
    }
    asked.forEach(answer -> assertThat(answer.join().status()).isEqualTo(503));
    assertThat(ask("GET", "/well").body()).isEqualTo("well\n");
    Client.Reply refused = ask("POST", "/deaf/one-more");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body()).contains("deaf", "is given no further calls");
  }
}
