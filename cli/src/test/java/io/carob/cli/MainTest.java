package io.carob.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.ResourceKey;
import io.carob.rest.fake.FakeNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MainTest {

  private Path folder;
  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path temp) {
    folder = temp;
    node = new FakeNode(temp);
    node.resources.put(
        new ResourceKey("Pod", "default", "web"), "{\"containers\":[{\"name\":\"app\"}]}", "{}");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private record Result(int code, String out, String err) {}

  private Result carob(String... args) {
    return carobWith("", args);
  }

  private Result carobWith(String input, String... args) {
    return run(node.layout.socket(), input, args);
  }

  private static Result run(Path socket, String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("CAROB_SOCKET", socket.toString()));
    int code = Main.run(args, terminal);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void getsResourcesInEveryForm() {
    assertThat(carob("get", "pods").out()).startsWith("NAME   READY   STATUS");
    assertThat(carob("get", "po", "-A").out()).startsWith("NAMESPACE");
    assertThat(carob("get", "pod", "web", "-o", "name").out()).isEqualTo("pod/web\n");
    assertThat(carob("get", "pod/web", "-o", "yaml").out()).contains("kind: Pod\n");
    assertThat(carob("get", "pods", "-o", "json").out()).contains("\"kind\" : \"List\"");
    Result none = carob("get", "cm", "-n", "x");
    assertThat(none).isEqualTo(new Result(0, "", "No resources found in x namespace.\n"));
  }

  @Test
  void appliesFilesFoldersAndInput() throws IOException {
    Files.writeString(folder.resolve("b.yaml"), "Pod b");
    Files.writeString(folder.resolve("a.yml"), "Pod a");
    Files.writeString(folder.resolve("notes.txt"), "bad");
    Result applied = carobWith("Pod c", "apply", "-f", folder.toString(), "-f", "-");
    assertThat(applied.out()).isEqualTo("pod/a created\npod/b created\npod/c created\n");
    assertThat(applied.code()).isZero();
    assertThat(carobWith("Pod c", "apply", "-f", "-", "-n", "other").out())
        .isEqualTo("pod/c created\n");
    assertThat(node.resources.objects).containsKey(new ResourceKey("Pod", "other", "c"));
  }

  @Test
  void aRefusedManifestNamesItsFile() {
    Result refused = carobWith("bad", "apply", "-f", "-");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).startsWith("carob: standard input: document 1");
    assertThat(carob("apply", "-f", folder + "/none.yaml").code()).isEqualTo(1);
  }

  @Test
  void deletesByNameAndByManifest() {
    node.resources.put(new ResourceKey("Pod", "default", "two"), "{}", "{}");
    assertThat(carob("delete", "pod", "web", "--now").out()).isEqualTo("pod/web deleted\n");
    assertThat(carob("delete", "pod/two", "--grace-period=0", "--wait=false").code()).isZero();
    assertThat(node.resources.graces)
        .containsExactly(Optional.of(Duration.ofSeconds(1)), Optional.of(Duration.ZERO));
    Result missing = carobWith("Pod web", "delete", "-f", "-");
    assertThat(missing).isEqualTo(new Result(1, "pod/web not found\n", ""));
    assertThat(carob("delete", "pod", "web").code()).isEqualTo(1);
  }

  @Test
  void execPassesStreamsAndTheExitCode() {
    Result result =
        carobWith(
            "hi\n", "exec", "-i", "web", "-c", "app", "--", "sh", "-c", "cat; ls >&2 -d /; exit 9");
    assertThat(result).isEqualTo(new Result(9, "hi\n", "/\n"));
    assertThat(carob("exec", "web", "--", "cat")).isEqualTo(new Result(0, "", ""));
    assertThat(carob("exec", "none", "--", "ls").code()).isEqualTo(1);
  }

  @Test
  void execWithMuchInputBothWays() {
    String input = "0123456789abcdef".repeat(50_000);
    assertThat(carobWith(input, "exec", "-i", "web", "--", "cat").out()).isEqualTo(input);
  }

  @Test
  void logsAreVerbatim() {
    assertThat(carob("logs", "pod/web", "--tail=-1", "--since", "10m").out())
        .isEqualTo("one\ntwo\u0007\n");
    assertThat(carob("logs", "none").code()).isEqualTo(1);
  }

  @Test
  void importsShowsAndRemovesImages() throws IOException {
    Path archive = Files.writeString(folder.resolve("a.tar"), "demo/a:1");
    Result imported = carob("image", "import", archive.toString());
    assertThat(imported.out()).isEqualTo("Imported demo/a:1\n");
    assertThat(imported.err()).contains("layer 1 10B of 10B");
    assertThat(carobWith("x", "image", "import", "-", "--name", "demo/b:1", "-q"))
        .isEqualTo(new Result(0, "Imported demo/b:1\n", ""));
    Result corrupt = carobWith("corrupt", "image", "import", "-q", "-");
    assertThat(corrupt.code()).isEqualTo(1);
    assertThat(corrupt.err()).startsWith("carob: ").contains("corrupt");
    assertThat(carob("get", "images").out()).contains("demo/a", "demo/b");
    assertThat(carob("image", "tag", "demo/a:1", "demo/c:1").code()).isZero();
    assertThat(carob("image", "rm", "demo/a:1", "demo/b:1").code()).isZero();
    assertThat(carob("image", "ls", "-o", "name").out()).isEqualTo("demo/c:1\n");
  }

  @Test
  void runMakesAPod() {
    Result run = carob("run", "demo/web:1", "--name", "job", "-e", "A=b\"c", "--", "sh", "-c", "x");
    assertThat(run).isEqualTo(new Result(0, "pod/job created\n", ""));
    assertThat(PodManifest.of("job", "i", "Never", List.of("A=b\"c"), List.of("sh", "\n")))
        .contains("\"value\":\"b\\\"c\"", "\"command\":[\"sh\",\"\\u000a\"]");
    assertThat(carob("run", "x", "--rm").code()).isEqualTo(2);
  }

  @Test
  void readingCommandsAnswer() {
    List<List<String>> commands =
        List.of(
            List.of("status"),
            List.of("version"),
            List.of("check"),
            List.of("df"),
            List.of("df", "-v", "--fresh", "-o", "json"),
            List.of("gc", "--dry-run"),
            List.of("gc", "-o", "json"),
            List.of("fsck", "--repair", "--quick"),
            List.of("image", "verify"),
            List.of("image", "verify", "demo/web:1", "--repair"),
            List.of("image", "label", "demo/web:1", "carob.io/pin=x"),
            List.of("snapshot", "ls", "--filter", "kind==active"),
            List.of("sharing"),
            List.of("sharing", "-o", "json"),
            List.of("driver", "ls"),
            List.of("bundle", "ls"),
            List.of("bundle", "update", "overlay", "x.jar"),
            List.of("snapshot", "ls"),
            List.of("snapshot", "tree"),
            List.of("volume", "ls"),
            List.of("events"),
            List.of("inspect", "web"),
            List.of("describe", "pod", "web"),
            List.of("get", "drivers"),
            List.of("get", "events"),
            List.of("stop"));
    for (List<String> command : commands) {
      assertThat(carob(command.toArray(String[]::new)).code()).as("%s", command).isZero();
    }
    assertThat(node.shutdowns).containsExactly(true);
    assertThat(node.bundles.last).startsWith("update overlay /").endsWith("/x.jar");
  }

  @Test
  void faultsThatAreLeftAreAnExitCode() {
    node.storage.damaged = true;
    assertThat(carob("fsck").code()).isEqualTo(1);
    assertThat(carob("fsck").out()).contains("/a is missing", "unpack it again", "1 faults");
    assertThat(carob("fsck", "--repair").code()).isZero();
    assertThat(carob("image", "verify").code()).isEqualTo(1);
    assertThat(carob("image", "verify", "--repair").code()).isZero();
    assertThat(node.storage.calls).contains("fsck true false", "verify - true");
  }

  @Test
  void wrongUsageIsTwo() {
    for (String[] args :
        new String[][] {
          {},
          {"frobnicate"},
          {"get"},
          {"get", "pods", "--nope"},
          {"apply"},
          {"delete"},
          {"delete", "pod"},
          {"scale", "deploy/x"},
          {"image"},
          {"exec", "web"},
          {"completion", "fish"}
        }) {
      assertThat(carob(args).code()).as("%s", String.join(" ", args)).isEqualTo(2);
    }
  }

  @Test
  void everyCommandHasHelp() {
    String all = carob("--help").out();
    List<String> names = new ArrayList<>(List.of("apply", "get", "start", "completion"));
    for (String name : names) {
      assertThat(all).contains("  " + name);
    }
    assertThat(carob("get", "--help").out()).contains("Usage: carob get", "Examples:");
    assertThat(carob("image", "import", "--help").out()).contains("docker save");
    assertThat(carob("completion", "bash").out()).contains("complete ", "snapshot");
  }

  @Test
  void noServiceIsThree() throws IOException {
    Result none = run(folder.resolve("none.sock"), "", "get", "pods");
    assertThat(none.code()).isEqualTo(3);
    assertThat(none.err()).contains("carob start");
    Path stale = folder.resolve("stale.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(stale));
    }
    Result refused = run(stale, "", "get", "pods");
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("stale");
    assertThat(run(stale, "", "stop").code()).isZero();
  }

  @Test
  void aServiceThatDoesNotAnswerIsThree() throws IOException {
    Path mute = folder.resolve("mute.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(mute));
      Result result = run(mute, "", "get", "pods", "--request-timeout", "1");
      assertThat(result.code()).isEqualTo(3);
      assertThat(result.err()).contains("does not answer within 1 s");
      assertThat(run(mute, "", "--request-timeout=1", "stop").code()).isEqualTo(3);
    }
  }

  @Test
  void theSocketOptionWinsAndMayStandBeforeTheCommand() {
    Path none = folder.resolve("none.sock");
    assertThat(run(none, "", "-H", node.layout.socket().toString(), "get", "pods").code()).isZero();
    assertThat(run(none, "", "get", "pods", "--socket", node.layout.socket().toString()).code())
        .isZero();
  }
}
