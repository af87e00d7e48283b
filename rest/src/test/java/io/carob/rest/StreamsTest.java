package io.carob.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.ResourceKey;
import io.carob.rest.fake.FakeNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StreamsTest {

  private static final String FOLLOW =
      "GET /v1/pods/default/web/log?follow=true HTTP/1.1\r\nHost: x\r\n\r\n";

  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path temp) {
    node = new FakeNode(temp, 3);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  @Test
  void logsComeExactlyAsWritten() throws IOException {
    String body =
        Client.ask(
                node.layout.socket(),
                "GET",
                "/v1/pods/default/web/log?tail=3&since=10m&timestamps=true&container=app",
                "text/plain",
                "")
            .body();
    assertThat(body).contains("one\ntwo\u0007\n");
    var request = node.pods.logs.remove();
    assertThat(request.tail()).hasValue(3);
    assertThat(request.since()).hasValue(FakeNode.CLOCK.instant().minusSeconds(600));
    assertThat(request.timestamps()).isTrue();
    assertThat(request.container()).hasValue("app");
  }

  private Client.Reply trioLog(String query) throws IOException {
    return Client.ask(
        node.layout.socket(), "GET", "/v1/pods/default/trio/log" + query, "text/plain", "");
  }

  @Test
  void ofSeveralContainersTheFirstIsTakenAndNamed() throws IOException {
    Client.Reply reply = trioLog("");
    assertThat(reply.body()).contains("app 1\napp 2\n").doesNotContain("side");
    assertThat(reply.head())
        .contains("Carob-Note: Defaulted container \"app\" out of: app, side, setup (init)");
    assertThat(trioLog("?container=side").head()).doesNotContain("Carob-Note");
  }

  @Test
  void theLogsOfAllContainersComeInTurn() throws IOException {
    Client.Reply reply = trioLog("?allContainers=true&prefix=true");
    assertThat(reply.body().lines().filter(line -> line.startsWith("[")))
        .containsExactly(
            "[pod/trio/setup] setup 1",
            "[pod/trio/setup] setup 2",
            "[pod/trio/app] app 1",
            "[pod/trio/app] app 2",
            "[pod/trio/side] side 1",
            "[pod/trio/side] side 2");
    assertThat(trioLog("?allContainers=true&container=app").status()).isEqualTo(400);
  }

  @Test
  void theLogsOfAllContainersAreFollowedAtOnce() throws Exception {
    try (Client client = new Client(node.layout.socket())) {
      client.send(
          "GET /v1/pods/default/trio/log?allContainers=true&follow=true HTTP/1.1\r\n"
              + "Host: x\r\n\r\n");
      // None of the three ends, so nothing would come of the later ones in turn.
      String seen = "";
      while (!(seen.contains("setup 1\n")
          && seen.contains("app 1\n")
          && seen.contains("side 1\n"))) {
        seen += client.readUntil("1\n");
      }
      assertThat(node.server.openStreams()).isEqualTo(3);
    }
    await(() -> node.server.openStreams() == 0);
  }

  @Test
  void followingMoreContainersThanThereArePlacesIsRefused() throws Exception {
    try (Client client = new Client(node.layout.socket())) {
      client.send(FOLLOW);
      client.readUntil("two\u0007\n");
      assertThat(trioLog("?allContainers=true&follow=true").status()).isEqualTo(429);
    }
    await(() -> node.server.openStreams() == 0);
  }

  @Test
  void aBadTimeIsRefused() throws IOException {
    Client.Reply reply =
        Client.ask(
            node.layout.socket(), "GET", "/v1/pods/default/web/log?since=noon", "text/plain", "");
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void aFollowedLogIsClosedWhenTheClientGoes() throws Exception {
    try (Client client = new Client(node.layout.socket())) {
      client.send(FOLLOW);
      client.readUntil("two\u0007\n");
      assertThat(node.pods.followClosed.getCount()).isEqualTo(1);
    }
    assertThat(node.pods.followClosed.await(30, TimeUnit.SECONDS)).isTrue();
    await(() -> node.server.openStreams() == 0);
  }

  @Test
  void followedEventsComeAsTheyHappenAndEndWithTheClient() throws Exception {
    ResourceKey pod = new ResourceKey("Pod", "default", "web");
    node.events.record("Normal", "Created", pod, "made");
    try (Client client = new Client(node.layout.socket())) {
      client.send("GET /v1/events?follow=true HTTP/1.1\r\nHost: x\r\n\r\n");
      client.readUntil("\"message\":\"made\",\"count\":1}\n");
      await(() -> node.events.listeners.size() == 1);
      node.events.record("Normal", "Started", pod, "runs");
      client.readUntil("\"message\":\"runs\",\"count\":1}\n");
    }
    await(() -> node.events.listeners.isEmpty());
    await(() -> node.server.openStreams() == 0);
  }

  @Test
  void aWatchTellsWhatIsAndEachChangeUntilTheEnd() throws Exception {
    ResourceKey pod = new ResourceKey("Pod", "default", "web");
    node.resources.put(pod, "{}", ready("False"));
    try (Client client = new Client(node.layout.socket())) {
      client.send(
          "GET /v1/resources/po/default/web/watch HTTP/1.1\r\n"
              + "Host: x\r\n"
              + "Accept: text/plain\r\n\r\n");
      client.readUntil("pod/web ADDED Ready=False\n");
      node.resources.put(new ResourceKey("Pod", "default", "other"), "{}", "{}");
      node.resources.put(pod, "{}", ready("False"));
      node.resources.put(pod, "{}", ready("True"));
      assertThat(client.readUntil("pod/web MODIFIED Ready=True\n").lines())
          .filteredOn(line -> line.contains("pod/"))
          .hasSize(1);
      node.resources.drop(pod);
      client.readUntil("pod/web DELETED Ready=True\n");
      assertThat(new String(client.readAll(), StandardCharsets.UTF_8)).endsWith("0\r\n\r\n");
    }
    await(() -> node.resources.watchers.isEmpty() && node.server.openStreams() == 0);
  }

  @Test
  void aWatchGoesOnWithTheServiceThatComesAfterTheOneThatWent(@TempDir Path other)
      throws Exception {
    try (FakeNode patient = new FakeNode(other, 3, java.time.Duration.ofMinutes(10));
        Client client = new Client(patient.layout.socket())) {
      ResourceKey pod = new ResourceKey("Pod", "default", "web");
      patient.resources.put(pod, "{}", ready("False"));
      client.send(
          "GET /v1/resources/po/default/web/watch HTTP/1.1\r\n"
              + "Host: x\r\n"
              + "Accept: text/plain\r\n\r\n");
      client.readUntil("pod/web ADDED Ready=False\n");
      patient.withoutResources();
      await(() -> patient.resources.watchers.isEmpty());
      patient.resources.put(pod, "{}", ready("True"));
      patient.withResources();
      client.readUntil("pod/web MODIFIED Ready=True\n");
      patient.resources.drop(pod);
      client.readUntil("pod/web DELETED Ready=True\n");
    }
  }

  @Test
  void aWatchShowsNoConditionOfAnEarlierGeneration() throws Exception {
    ResourceKey deployment = new ResourceKey("Deployment", "default", "d");
    node.resources.putJson(
        deployment,
        "{\"metadata\":{\"generation\":2},\"status\":{\"observedGeneration\":1,\"conditions\":"
            + "[{\"type\":\"Available\",\"status\":\"True\"}]}}");
    try (Client client = new Client(node.layout.socket())) {
      client.send(
          "GET /v1/resources/deploy/default/d/watch HTTP/1.1\r\n"
              + "Host: x\r\n"
              + "Accept: text/plain\r\n\r\n");
      client.readUntil("deployment.apps/d ADDED\n");
    }
    await(() -> node.resources.watchers.isEmpty());
  }

  @Test
  void aWatchEndsWithTheClientAndNeedsAResource() throws Exception {
    ResourceKey pod = new ResourceKey("Pod", "default", "web");
    node.resources.put(pod, "{}", "{}");
    try (Client client = new Client(node.layout.socket())) {
      client.send("GET /v1/resources/pod/default/web/watch HTTP/1.1\r\nHost: x\r\n\r\n");
      client.readUntil("\"type\":\"ADDED\"}\n");
    }
    await(() -> node.resources.watchers.isEmpty() && node.server.openStreams() == 0);
    assertThat(
            Client.ask(node.layout.socket(), "GET", "/v1/resources/pod/default/no/watch", "*/*", "")
                .status())
        .isEqualTo(404);
    assertThat(node.resources.watchers).isEmpty();
  }

  private static String ready(String status) {
    return "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"" + status + "\"}]}";
  }

  @Test
  void tooManyStreamsAreRefusedAndOthersStillServed() throws Exception {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Client client = new Client(node.layout.socket());
      clients.add(client);
      client.send(FOLLOW);
      client.readUntil("two\u0007\n");
    }
    Client.Reply refused =
        Client.ask(node.layout.socket(), "GET", "/v1/pods/default/web/log", "application/json", "");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(Client.ask(node.layout.socket(), "GET", "/v1/status", "*/*", "").status())
        .isEqualTo(200);
    for (Client client : clients) {
      client.close();
    }
    await(() -> node.server.openStreams() == 0);
  }

  @Test
  void manyRequestsAreServedAtOnce() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Integer> statuses = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 32; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  statuses.add(
                      Client.ask(node.layout.socket(), "GET", "/v1/status", "*/*", "").status());
                } catch (IOException e) {
                  statuses.add(-1);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(statuses).hasSize(32).containsOnly(200);
  }

  @Test
  void aCallIsAnsweredByAServiceThatComesBack(@TempDir Path other) throws Exception {
    try (FakeNode patient = new FakeNode(other, 3, java.time.Duration.ofMinutes(10))) {
      patient.withoutImages();
      try (Client client = new Client(patient.layout.socket())) {
        client.send("GET /v1/images HTTP/1.1\r\nHost: x\r\n\r\n");
        // Others are served meanwhile, and see what is missing.
        String status = Client.ask(patient.layout.socket(), "GET", "/v1/status", "*/*", "").body();
        assertThat(status).contains("\"missing\":[\"Images\"]");
        patient.withImages();
        assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void execCarriesAllStreamsAndTheExitCode() throws Exception {
    try (Client client = exec("sh", "-c", "cat; echo bad >&2; exit 42")) {
      client.readUntil("\r\n\r\n");
      client.send(frame(0, "hello "));
      client.send(frame(0, "there"));
      client.send(frame(4, ""));
      byte[] all = client.readAll();
      assertThat(stream(all, 1)).isEqualTo("hello there".getBytes(StandardCharsets.UTF_8));
      assertThat(stream(all, 2)).isEqualTo("bad\n".getBytes(StandardCharsets.UTF_8));
      assertThat(stream(all, 3)).isEqualTo(new byte[] {0, 0, 0, 42});
    }
    await(() -> node.server.openStreams() == 0);
  }

  @Test
  void execPassesMuchOutputWithoutLoss() throws Exception {
    try (Client client = exec("head", "-c", "3000000", "/dev/zero")) {
      client.readUntil("\r\n\r\n");
      assertThat(stream(client.readAll(), 1)).hasSize(3_000_000);
    }
  }

  @Test
  void aCommandEndsWhenTheClientGoes() throws Exception {
    try (Client client = exec("sleep", "1000")) {
      client.readUntil("\r\n\r\n");
    }
    assertThat(node.pods.execClosed.await(30, TimeUnit.SECONDS)).isTrue();
    await(() -> node.server.openStreams() == 0);
  }

  @Test
  void execRefusesBeforeTheUpgrade() throws Exception {
    Client.Reply plain =
        Client.ask(node.layout.socket(), "POST", "/v1/pods/default/web/exec?command=ls", "*/*", "");
    assertThat(plain.status()).isEqualTo(400);
    try (Client client = new Client(node.layout.socket())) {
      client.send(upgrade("/v1/pods/default/none/exec?command=ls"));
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 404");
    }
    await(() -> node.server.openStreams() == 0);
  }

  private Client exec(String... command) throws IOException {
    Client client = new Client(node.layout.socket());
    StringBuilder target = new StringBuilder("/v1/pods/default/web/exec?container=app");
    for (String word : command) {
      target.append("&command=").append(java.net.URLEncoder.encode(word, StandardCharsets.UTF_8));
    }
    client.send(upgrade(target.toString()));
    return client;
  }

  private static String upgrade(String target) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: carob-exec/1\r\n"
        + "Content-Length: 0\r\n\r\n";
  }

  private static byte[] frame(int stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(5 + bytes.length)
        .put((byte) stream)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private static byte[] stream(byte[] all, int stream) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(all));
    while (in.available() > 0) {
      int which = in.readByte();
      byte[] bytes = in.readNBytes(in.readInt());
      if (which == stream) {
        out.write(bytes);
      }
    }
    return out.toByteArray();
  }
}
