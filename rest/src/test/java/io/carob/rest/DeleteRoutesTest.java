package io.carob.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.ResourceKey;
import io.carob.rest.fake.FakeNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteRoutesTest {

  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path temp) {
    node = new FakeNode(temp);
    node.resources.put(new ResourceKey("Pod", "default", "web"), "{}", "{}");
    node.resources.put(new ResourceKey("Deployment", "default", "d"), "{}", "{}");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Client.Reply json(String method, String target, String body) throws IOException {
    return Client.ask(node.layout.socket(), method, target, "application/json", body);
  }

  @Test
  void deletesWithGraceAndWaits() throws Exception {
    node.resources.gone = new CompletableFuture<>();
    CompletableFuture<Client.Reply> reply =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return json("DELETE", "/v1/resources/pod/default/web?grace=7", "");
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    assertThat(json("DELETE", "/v1/resources/deploy/default/d?wait=false", "").status())
        .isEqualTo(200);
    assertThat(reply).isNotDone();
    node.resources.gone.complete(null);
    assertThat(reply.get().status()).isEqualTo(200);
    assertThat(node.resources.graces)
        .contains(Optional.of(Duration.ofSeconds(7)), Optional.empty());
  }

  @Test
  void aDeletionThatLastsTooLongSaysWhatItWaitsFor() throws IOException {
    node.resources.gone = new CompletableFuture<>();
    node.resources.put(
        new ResourceKey("Pod", "default", "web"), "{}", "{\"message\":\"overlay is not there\"}");
    for (Client.Reply reply :
        List.of(
            json("DELETE", "/v1/resources/pod/default/web?timeout=0", ""),
            json("POST", "/v1/delete?timeout=0", "Pod web"))) {
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body())
          .contains(
              "waiting for pod/web to be gone; the last trouble was: overlay is not there. Its deletion goes on")
          .contains("carob describe pod/web -n default");
    }
  }

  @Test
  void whatCannotBeMeantDeletesNothing() throws IOException {
    for (String query : List.of("wait=maybe", "timeout=-1", "timeout=3000000000", "grace=x")) {
      assertThat(json("DELETE", "/v1/resources/pod/default/web?" + query, "").status())
          .isEqualTo(400);
      assertThat(json("POST", "/v1/delete?" + query, "Pod web").status()).isEqualTo(400);
    }
    assertThat(node.resources.graces).isEmpty();
  }

  @Test
  void deletingManyTellsOfThoseThatWereNotThere() throws IOException {
    Client.Reply reply = json("POST", "/v1/delete", "Pod web\nPod other");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.head()).contains("Carob-Error-Code: NOT_FOUND");
    assertThat(reply.body()).contains("deleted", "not found");
  }
}
