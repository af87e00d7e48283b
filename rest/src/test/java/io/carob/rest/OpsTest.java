package io.carob.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Console;
import io.carob.api.node.Health.Kind;
import io.carob.api.node.Health.Level;
import io.carob.api.node.Health.Part;
import io.carob.api.node.MetricSource;
import io.carob.api.node.MetricSource.Metric;
import io.carob.rest.fake.FakeNode;
import io.carob.rest.http.Services;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API says of the service itself. */
class OpsTest {

  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path folder) {
    node = new FakeNode(folder);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Client.Reply get(String target, String accept) throws IOException {
    return Client.ask(node.layout.socket(), "GET", target, accept, "");
  }

  private int status(String target) throws IOException {
    return get(target, "*/*").status();
  }

  @Test
  void healthIsGoodWhileNothingIsDown() throws IOException {
    assertThat(status("/health")).isEqualTo(200);
    assertThat(status("/health/live")).isEqualTo(200);
    assertThat(status("/health/ready")).isEqualTo(200);
    assertThat(get("/health", "*/*").body())
        .contains("\"live\":true", "\"status\":\"UP\"")
        .contains("\"kind\":\"ready\",\"level\":\"degraded\",\"name\":\"disk\"}");
    assertThat(get("/health", "text/plain").body())
        .isEqualTo(
            "PART        FOR     LEVEL      FOUND\n"
                + "framework   live    OK         runs\n"
                + "disk        ready   DEGRADED   is nearly full\n");
  }

  @Test
  void whatIsNotReadyMayLive() throws IOException {
    node.ops.parts =
        List.of(
            new Part("framework", Kind.LIVE, Level.OK, "runs"),
            new Part("disk", Kind.READY, Level.DOWN, "is full"));
    assertThat(status("/health/live")).isEqualTo(200);
    assertThat(status("/health/ready")).isEqualTo(503);
    assertThat(status("/health")).isEqualTo(503);
    assertThat(get("/health", "*/*").body()).contains("\"live\":true", "\"DOWN\"");
    assertThat(get("/health/live", "*/*").body()).doesNotContain("disk");
  }

  @Test
  void whatDoesNotLiveIsNotReady() throws IOException {
    node.ops.parts = List.of(new Part("threads", Kind.LIVE, Level.DOWN, "deadlock"));
    assertThat(status("/health/live")).isEqualTo(503);
    assertThat(status("/health/ready")).isEqualTo(503);
    assertThat(get("/health", "*/*").body()).contains("\"live\":false");
  }

  @Test
  void withoutChecksTheServiceLivesAndIsNotReady() throws IOException {
    node.withoutHealth();
    assertThat(status("/health/live")).isEqualTo(200);
    assertThat(status("/health/ready")).isEqualTo(503);
  }

  @Test
  void metricsCanBeParsedWhateverTheLabelsAre() throws IOException {
    String odd = "a \"b\" \\ c\nd {e=\"f\"} # g";
    node.ops.metrics =
        List.of(
            new Metric(
                "my_total", "Help \\ of\nmine.", MetricSource.Type.COUNTER, Map.of("odd", odd), 3),
            new Metric(
                "my_total",
                "Help \\ of\nmine.",
                MetricSource.Type.COUNTER,
                Map.of("odd", "x"),
                0.5),
            new Metric("my_total", "other", MetricSource.Type.GAUGE, Map.of("odd", "y"), 7),
            new Metric("my_total", "again", MetricSource.Type.COUNTER, Map.of("odd", "x"), 9),
            new Metric(
                "my_bytes", "", MetricSource.Type.GAUGE, Map.of(), Double.POSITIVE_INFINITY));
    assertThat(status("/v1/version")).isEqualTo(200);
    assertThat(status("/no/such/path")).isEqualTo(404);
    Map<String, String> version = Map.of("method", "GET", "route", "/v1/version", "code", "200");
    Map<String, String> none = Map.of("method", "other", "route", "none", "code", "404");
    String count = "carob_http_request_seconds_count";
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    Client.Reply reply = get("/metrics", "*/*");
    // A request counts when it has ended, and its client may know that before the server does.
    while (!(PrometheusText.parse(reply.body()).has(count, version)
            && PrometheusText.parse(reply.body()).has(count, none))
        && System.nanoTime() < end) {
      reply = get("/metrics", "*/*");
    }
    assertThat(reply.head()).contains("text/plain;version=0.0.4");
    PrometheusText parsed = PrometheusText.parse(reply.body());
    assertThat(parsed.value("my_total", Map.of("odd", odd))).isEqualTo(3);
    assertThat(parsed.value("my_total", Map.of("odd", "x"))).isEqualTo(0.5);
    assertThat(parsed.has("my_total", Map.of("odd", "y"))).isFalse();
    assertThat(parsed.value("my_bytes", Map.of())).isInfinite();
    assertThat(parsed.value("carob_pods", Map.of("phase", "Running"))).isNotNegative();
    assertThat(parsed.value("carob_images", Map.of())).isNotNegative();
    assertThat(parsed.value("jvm_threads", Map.of())).isPositive();
    assertThat(parsed.value("process_open_fds", Map.of())).isPositive();
    assertThat(
            parsed.value(
                "carob_driver_serving",
                Map.of("type", "snapshotter", "name", "overlay", "version", "0.1.0")))
        .isEqualTo(1);
    assertThat(parsed.value(count, version)).isEqualTo(1);
    assertThat(parsed.value(count, none)).as("a client cannot make up routes").isEqualTo(1);
    Map<String, String> all = new java.util.TreeMap<>(version);
    all.put("le", "+Inf");
    assertThat(parsed.value("carob_http_request_seconds_bucket", all)).isEqualTo(1);
  }

  @Test
  void thePortForWatchersHasNothingElse() throws Exception {
    Services services = new Services(Duration.ZERO, Routes.SERVICES);
    try (MetricsListener listener =
        MetricsListener.start("127.0.0.1:0", Routes.toWatch(services, node.layout, node.router))) {
      assertThat(onPort(listener.port(), "/metrics").body()).contains("# TYPE jvm_threads gauge\n");
      assertThat(onPort(listener.port(), "/health/live").statusCode()).isEqualTo(200);
      assertThat(onPort(listener.port(), "/health").statusCode()).isEqualTo(503);
      assertThat(onPort(listener.port(), "/v1/status").statusCode()).isEqualTo(404);
      assertThat(onPort(listener.port(), "/v1/support").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void watchersOfOtherHostsAreRefused() {
    for (String place :
        List.of("0.0.0.0:9464", "192.0.2.1:9464", "127.0.0.1", "[::]:1", ":9", "")) {
      assertThatThrownBy(() -> MetricsListener.start(place, node.router).close())
          .as(place)
          .isInstanceOfSatisfying(
              CarobException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
  }

  @Test
  void aPortThatIsNotThereIsSaidAndTriedAgain() throws IOException {
    try (WatchPort port = new WatchPort(node.router);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(port.parts().get(0).level()).isEqualTo(Level.OK);
      String place = "127.0.0.1:" + taken.getLocalPort();
      port.listen(place);
      assertThat(port.parts().get(0).level()).isEqualTo(Level.DEGRADED);
      assertThat(port.check()).singleElement().asString().contains(place);
      taken.close();
      port.listen(place);
      assertThat(port.parts().get(0).level()).isEqualTo(Level.OK);
      assertThat(port.check()).isEmpty();
    }
  }

  private Client.Reply gogo(String query, String line) throws IOException {
    return Client.ask(node.layout.socket(), "POST", "/v1/gogo" + query, "text/plain", line);
  }

  @Test
  void aLineOfTheShellIsRunAndCannotSteerTheTerminal() throws IOException {
    assertThat(gogo("", "lb -s").body()).isEqualTo("ran \\x1b[1mlb -s for 30\n");
    assertThat(gogo("?seconds=7", "lb").body()).contains("for 7");
    assertThat(gogo("", "lb").head()).doesNotContain("Carob-Error-Code");
  }

  @Test
  void aLineThatFailsShowsWhatItWroteAndWhy() throws IOException {
    Client.Reply reply = gogo("", "fail now");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.head()).contains("Carob-Error-Code: FAILED_PRECONDITION");
    assertThat(reply.body()).contains("fail now for 30\n", "failed: as asked\n");
  }

  @Test
  void linesOutOfBoundsAreRefused() throws IOException {
    assertThat(gogo("", " \n").status()).isEqualTo(400);
    assertThat(gogo("?seconds=601", "lb").status()).isEqualTo(400);
    assertThat(gogo("?seconds=0", "lb").status()).isEqualTo(400);
    assertThat(gogo("", "x".repeat(16 * 1024 + 1)).status()).isNotEqualTo(200);
  }

  @Test
  void linesAreRunOnlyWhileTheConfigurationAllowsIt(@TempDir Path folder) throws IOException {
    AtomicBoolean on = new AtomicBoolean();
    Services services = new Services(Duration.ZERO, Routes.SERVICES);
    services.add(Console.class, node.ops);
    Path socket = folder.resolve("other.sock");
    try (RestServer other =
        RestServer.start(socket, Routes.of(services, node.layout, FakeNode.CLOCK, on::get), 1)) {
      Client.Reply refused = Client.ask(socket, "POST", "/v1/gogo", "text/plain", "lb");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("gogo = on");
      on.set(true);
      assertThat(Client.ask(socket, "POST", "/v1/gogo", "text/plain", "lb").status())
          .isEqualTo(200);
    }
  }

  private static HttpResponse<String> onPort(int port, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
