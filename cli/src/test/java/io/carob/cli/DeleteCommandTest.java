package io.carob.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.ResourceKey;
import io.carob.rest.fake.FakeNode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DeleteCommandTest {

  private static final ResourceKey WEB = new ResourceKey("Pod", "default", "web");

  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path temp) {
    node = new FakeNode(temp);
    node.resources.put(WEB, "{}", "{}");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Run carob(String input, String... args) {
    return Run.of(node.layout.socket(), input, args);
  }

  @Test
  void deletesByNameAndByManifest() {
    node.resources.put(new ResourceKey("Pod", "default", "two"), "{}", "{}");
    assertThat(carob("", "delete", "pod", "web", "--now").out()).isEqualTo("pod/web deleted\n");
    assertThat(carob("", "delete", "pod/two", "--grace-period=0", "--wait=false").code()).isZero();
    assertThat(node.resources.graces)
        .containsExactly(Optional.of(Duration.ofSeconds(1)), Optional.of(Duration.ZERO));
    Run missing = carob("Pod web", "delete", "-f", "-");
    assertThat(missing).isEqualTo(new Run(1, "pod \"web\" not found in namespace default\n", ""));
    assertThat(carob("", "delete", "pod", "web").code()).isEqualTo(1);
  }

  @Test
  void givesUpWaitingWhenTheTimeIsOver() {
    node.resources.gone = new CompletableFuture<>();
    Run late = carob("", "delete", "pod/web", "--timeout=1ms");
    assertThat(late.code()).isEqualTo(1);
    assertThat(late.err()).contains("timed out waiting for pod/web to be gone");
    assertThat(carob("Pod web", "delete", "-f", "-", "--timeout=1ms").err()).contains("timed out");
    assertThat(carob("", "delete", "pod/web", "--timeout=1ms", "--wait=false").code()).isZero();
    assertThat(carob("", "delete", "pod/web", "--timeout=1").err()).contains("no duration");
    assertThat(carob("", "delete", "pod/web", "--timeout=-1s").code()).isEqualTo(2);
  }

  @Test
  void whoWaitsLongIsToldOnceWhatFor() throws InterruptedException {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    CountDownLatch written = new CountDownLatch(1);
    PrintStream err =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int one) {
                told.write(one);
                if (one == '\n') {
                  written.countDown();
                }
              }
            },
            true,
            StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(InputStream.nullInputStream(), err, err, Map.of());
    try (LongWait unused = new LongWait("waits for web", terminal, Duration.ZERO)) {
      written.await();
    }
    assertThat(told.toString(StandardCharsets.UTF_8)).isEqualTo("waits for web\n");
  }
}
