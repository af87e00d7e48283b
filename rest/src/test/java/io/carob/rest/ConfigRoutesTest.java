package io.carob.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.Health.Kind;
import io.carob.api.node.Health.Level;
import io.carob.api.node.Health.Part;
import io.carob.rest.fake.FakeNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigRoutesTest {

  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path temp) {
    node = new FakeNode(temp);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void settingsAreListed() throws IOException {
    assertThat(text("GET", "/v1/config").body())
        .isEqualTo(
            """
            PID                KEY      VALUE   DEFAULT
            org.example.part   mode     off     off
            org.example.part   folder   -       -
            """);
    assertThat(text("GET", "/v1/config?pid=org.example.part&output=wide").body())
        .contains("off|on", "Which. (live, since 0.1)");
    assertThat(text("GET", "/v1/config?driver=overlay&type=snapshotter").body()).contains("mode");
  }

  @Test
  void aChangeIsToldAndHolds() throws IOException {
    assertThat(text("POST", "/v1/config?pid=org.example.part&set=mode%3Don&set=folder%3D/x").body())
        .isEqualTo(
            "org.example.part: mode = on\norg.example.part: folder = /x, at the next start\n");
    assertThat(text("POST", "/v1/config?driver=overlay&set=folder%3Da%3Db").body())
        .contains("folder = a=b");
    assertThat(text("GET", "/v1/config").body()).contains("mode     on");
  }

  @Test
  void aChangeThatLeavesTheNodeWorseSaysSo() throws IOException {
    List<Part> parts = new ArrayList<>(node.ops.parts);
    parts.add(new Part("default drivers", Kind.READY, Level.DOWN, "snapshotter x not there"));
    node.ops.changed = parts;
    Client.Reply reply = text("POST", "/v1/config?pid=org.example.part&set=mode%3Don");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.head())
        .contains("Carob-Warning: default drivers: snapshotter x not there")
        .doesNotContain("nearly full");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /v1/config?pid=org.example.prat, 404",
    "GET,  /v1/config?driver=none, 404",
    "POST, /v1/config?driver=none&set=a%3Db, 404",
    "POST, /v1/config?pid=org.example.prat&set=a%3Db, 404",
    "POST, /v1/config?pid=org.example.part, 400",
    "POST, /v1/config?set=mode%3Don, 400",
    "POST, /v1/config?pid=org.example.part&set=mode, 400",
    "POST, /v1/config?pid=org.example.part&set=%3Don, 400",
    "POST, /v1/config?pid=org.example.part&set=mode%3Don&set=mode%3Doff, 400",
    "POST, /v1/config?pid=org.example.part&set=mood%3Don, 400",
  })
  void whatCannotBeMeantIsRefused(String method, String target, int status) throws IOException {
    assertThat(text(method, target).status()).isEqualTo(status);
    assertThat(text("GET", "/v1/config").body()).contains("mode     off");
  }

  private Client.Reply text(String method, String target) throws IOException {
    return Client.ask(node.layout.socket(), method, target, "text/plain", "");
  }
}
