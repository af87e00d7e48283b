package io.carob.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.ResourceKey;
import io.carob.rest.fake.FakeNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Slips of people get one sentence that names the thing and the way out. */
@Timeout(120)
class WordsTest {

  private Path folder;
  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path temp) {
    folder = temp;
    node = new FakeNode(temp);
    node.resources.putJson(
        new ResourceKey("Pod", "default", "web"),
        "{\"metadata\":{\"name\":\"web\",\"labels\":{\"app\":\"web\"}}}");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Run carob(String... args) {
    return Run.of(node.layout.socket(), "", args);
  }

  private void refuses(int code, String part, String... args) {
    Run run = carob(args);
    assertThat(run.code()).as("%s", String.join(" ", args)).isEqualTo(code);
    assertThat(run.err()).contains(part).doesNotContain("Exception", "<html>");
    assertThat(run.err().lines().count()).isLessThanOrEqualTo(2);
  }

  @Test
  void namesThatAreNoneNeverReachTheService() {
    refuses(2, "not both", "describe", "pod", "pod/web");
    refuses(2, "not both", "get", "pod", "pod/web");
    refuses(2, "\"\" is no kind of resource", "describe", "");
    refuses(2, "\"\" is no kind of resource", "delete", "", "web");
    refuses(2, "wide, json, yaml, name, but is \"xml\"", "get", "pods", "-o", "xml");
    refuses(2, "\"a/b/c\" is no name", "describe", "pod/a/b/c");
    refuses(2, "\"..\" is no name", "exec", "..", "--", "ls");
    refuses(2, "\"a b\" is no name", "delete", "pod", "a b");
    refuses(2, "\"x/y\" is no name", "get", "pod", "web", "-n", "x/y");
  }

  @Test
  void anAnswerThatIsNotCarobsIsOneSentence() throws IOException {
    Path socket = folder.resolve("other.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread other = new Thread(() -> answerHtml(server), "other-server");
      other.start();
      Run run = Run.of(socket, "", "get", "pods");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("status 400").doesNotContain("<html>");
    }
  }

  private static void answerHtml(ServerSocketChannel server) {
    try (SocketChannel client = server.accept();
        OutputStream out = java.nio.channels.Channels.newOutputStream(client)) {
      client.read(ByteBuffer.allocate(4096));
      out.write(
          "HTTP/1.1 400 Bad\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void numbersThatCannotBeAreWrongUsage() {
    refuses(2, "--request-timeout must be", "get", "pods", "--request-timeout=-1");
    refuses(2, "--grace-period must be", "delete", "pod", "web", "--grace-period=-5");
    refuses(2, "--tail must be", "logs", "web", "--tail", "-5");
    assertThat(carob("delete", "pod", "web", "--grace-period=-1").code()).isZero();
  }

  @Test
  void manifestsThatAreNoneAreNamed() throws IOException {
    Path binary = Files.write(folder.resolve("bin.yaml"), new byte[] {(byte) 0xff, 0, 1});
    refuses(1, "bin.yaml is not UTF-8 text", "apply", "-f", binary.toString());
    refuses(2, "the name of a file or folder is empty", "apply", "-f", "");
    refuses(1, "download it first", "apply", "-f", "http://x.org/a.yaml");
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "bad");
    refuses(1, "bad.yaml: document 1", "delete", "-f", bad.toString());
  }

  @Test
  void allFilesAreCheckedBeforeTheFirstIsApplied() throws IOException {
    Path many = Files.createDirectory(folder.resolve("many"));
    Files.writeString(many.resolve("a.yaml"), "Pod a");
    Files.writeString(many.resolve("b.yaml"), "bad");
    Files.writeString(many.resolve("c.yaml"), "worse");
    Run run = carob("apply", "-f", many.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("b.yaml: document 1", "c.yaml: document 1", "nothing is applied");
    assertThat(node.resources.objects).doesNotContainKey(new ResourceKey("Pod", "default", "a"));
  }

  @Test
  void theAnswersForSeveralFilesAreOneDocumentOrSeveralPartedOnes() throws IOException {
    Path many = Files.createDirectory(folder.resolve("many"));
    Files.writeString(many.resolve("a.yaml"), "Pod a");
    Files.writeString(many.resolve("b.yaml"), "Pod b\nPod c");
    String json = carob("apply", "-f", many.toString(), "-o", "json").out();
    var results = io.carob.rest.http.Json.parse(json).path("results");
    assertThat(results).hasSize(3);
    assertThat(results.get(2).at("/key/name").asText()).isEqualTo("c");
    String yaml = carob("apply", "-f", many.toString(), "-o", "yaml").out();
    assertThat(yaml.split("---\n")).hasSize(2).allMatch(part -> part.startsWith("results:"));
  }

  @Test
  void fieldsWithoutEffectAreWarnings() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "Pod warned");
    Run run = carob("apply", "-f", file.toString());
    assertThat(run)
        .isEqualTo(
            new Run(0, "pod/warned created\n", "Warning: pod/warned: spec.tty has no effect\n"));
  }

  @Test
  void unknownCommandsGetASuggestion() {
    refuses(2, "Did you mean carob get pods?", "ps");
    refuses(2, "Did you mean carob apply?", "create", "-f", "x");
    refuses(2, "Did you mean carob get?", "gte", "pods");
    refuses(2, "Did you mean carob wait?", "rollout", "status", "deploy/web");
    refuses(2, "Did you mean carob image import?", "pull", "x", "--help");
    refuses(2, "There are: ls, install", "bundle", "frobnicate", "--help");
    refuses(2, "Usage: carob scale", "scale", "web");
    assertThat(carob("bundle", "rm", "--help").out()).contains("Usage: carob bundle uninstall");
    assertThat(carob("help", "get").out()).startsWith("Usage: carob get");
    assertThat(carob("--version").out()).startsWith("carob ");
  }

  @Test
  void unknownKindsNameAllThatCanBeGot() {
    refuses(1, "images, volumes, snapshots, events", "get", "foo");
  }

  @Test
  void selectsByLabels() {
    node.resources.putJson(
        new ResourceKey("Pod", "default", "other"), "{\"metadata\":{\"name\":\"other\"}}");
    assertThat(carob("get", "pods", "-l", "app=web", "-o", "name").out()).isEqualTo("pod/web\n");
    assertThat(carob("get", "pods", "-l", "app!=web", "-o", "name").out()).isEqualTo("pod/other\n");
    assertThat(carob("get", "pods", "-l", "app,!x", "-o", "name").out()).isEqualTo("pod/web\n");
    refuses(1, "labelSelector", "get", "pods", "-l", "app in (a)");
    refuses(2, "Give either", "get", "pods", "web", "-l", "app=web");
  }

  @Test
  void namesAreRefusedWhereThereAreNone() {
    refuses(1, "name means nothing here", "sharing", "-o", "name");
    refuses(1, "name means nothing here", "events", "-o", "name");
  }

  @Test
  void theCheckFitsAScreen() {
    node.level = io.carob.api.node.HostCheck.Level.FAILED;
    assertThat(carob("check").out())
        .isEqualTo("FAILED   crun: 1.8.1\n         fix: apt-get install crun\n");
  }

  @Test
  void aMovedNameIsTold() {
    for (String name : new String[] {"demo/a:1", "demo/b:1"}) {
      assertThat(Run.of(node.layout.socket(), name, "image", "import", "-", "--name", name).code())
          .isZero();
    }
    Run run = carob("image", "tag", "demo/a:1", "demo/b:1");
    assertThat(run.out()).isEqualTo("Tagged: demo/b:1\n");
    assertThat(run.err()).contains("demo/b:1 named image sha256:", "no name now");
  }
}
