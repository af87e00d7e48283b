package io.carob.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.ResourceKey;
import io.carob.rest.fake.FakeNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class MainTest {

  private static final Terminal NO_TERMINAL =
      new Terminal(
          InputStream.nullInputStream(),
          new PrintStream(OutputStream.nullOutputStream()),
          new PrintStream(OutputStream.nullOutputStream()),
          Map.of());

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

  private Run carob(String... args) {
    return carobWith("", args);
  }

  private Run carobWith(String input, String... args) {
    return Run.of(node.layout.socket(), input, args);
  }

  @Test
  void gogoJoinsItsWordsAndFailsWithTheLine() {
    assertThat(carob("gogo", "lb", "|", "grep x").out()).contains("lb | grep x for 30");
    assertThat(carob("gogo", "--timeout", "5", "lb").out()).contains("for 5");
    Run failed = carob("gogo", "fail");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.out()).contains("failed: as asked");
  }

  @Test
  void getsResourcesInEveryForm() {
    assertThat(carob("get", "pods").out()).startsWith("NAME   READY   STATUS");
    assertThat(carob("get", "po", "-A").out()).startsWith("NAMESPACE");
    assertThat(carob("get", "pod", "web", "-o", "name").out()).isEqualTo("pod/web\n");
    assertThat(carob("get", "pod/web", "-o", "yaml").out()).contains("kind: Pod\n");
    assertThat(carob("get", "pods", "-o", "json").out()).contains("\"kind\" : \"List\"");
    Run none = carob("get", "cm", "-n", "x");
    assertThat(none).isEqualTo(new Run(0, "", "No resources found in x namespace.\n"));
  }

  @Test
  void appliesFilesFoldersAndInput() throws IOException {
    Files.writeString(folder.resolve("b.yaml"), "Pod b");
    Files.writeString(folder.resolve("a.yml"), "Pod a");
    Files.writeString(folder.resolve("notes.txt"), "bad");
    Run applied = carobWith("Pod c", "apply", "-f", folder.toString(), "-f", "-");
    assertThat(applied.out()).isEqualTo("pod/a created\npod/b created\npod/c created\n");
    assertThat(applied.code()).isZero();
    assertThat(carobWith("Pod c", "apply", "-f", "-", "-n", "other").out())
        .isEqualTo("pod/c created\n");
    assertThat(node.resources.objects).containsKey(new ResourceKey("Pod", "other", "c"));
  }

  @Test
  void aRefusedManifestNamesItsFile() {
    Run refused = carobWith("bad", "apply", "-f", "-");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).startsWith("carob: standard input: document 1");
    assertThat(carob("apply", "-f", folder + "/none.yaml").code()).isEqualTo(1);
  }

  @Test
  void execPassesStreamsAndTheExitCode() {
    Run result =
        carobWith(
            "hi\n", "exec", "-i", "web", "-c", "app", "--", "sh", "-c", "cat; ls >&2 -d /; exit 9");
    assertThat(result).isEqualTo(new Run(9, "hi\n", "/\n"));
    assertThat(carob("exec", "web", "--", "cat")).isEqualTo(new Run(0, "", ""));
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
  void pullsAndPushesImages() {
    Run pulled = carob("image", "pull", "r.example/demo/a:1");
    assertThat(pulled.out()).startsWith("Pulled r.example/demo/a:1  sha256:");
    assertThat(pulled.err()).contains("layer 1 10B of 10B");
    assertThat(carob("image", "push", "-q", "r.example/demo/a:1", "r.example/demo/b:2"))
        .isEqualTo(new Run(0, "Pushed r.example/demo/b:2\n", ""));
    assertThat(carob("image", "pull", "-q", "demo/a:1").code()).isEqualTo(1);
    assertThat(carob("image", "push", "none:1").code()).isEqualTo(1);
    assertThat(carob("image", "pull", "--platform", "linux", "r.example/a:1").code()).isEqualTo(1);
    assertThat(carob("image", "tags", "r.example/demo/a").out())
        .startsWith("TAG\n1\n")
        .doesNotContain("\u0007");
    assertThat(carob("image", "catalog", "r.example", "-o", "name").out())
        .isEqualTo("demo/web\nother/app\n");
    assertThat(carob("image", "referrers", "r.example/a:1", "--artifact-type", "x/y").out())
        .contains("x/y");
  }

  @Test
  void exportsImages() throws IOException {
    node.images.put("demo/a:1");
    Path file = folder.resolve("a.tar");
    Run exported = carob("image", "export", "demo/a:1", "-o", file.toString());
    assertThat(exported.out()).isEqualTo("Exported to " + file + "\n");
    assertThat(exported.err()).contains("blob 1 10B of 10B");
    assertThat(file).hasContent("OCI_ARCHIVE of [demo/a:1]");
    Run again = carob("image", "export", "demo/a:1", "-q", "-o", file.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).startsWith("carob: ");
    assertThat(carob("image", "export", "demo/a:1", "-o", "-", "--format", "docker-archive"))
        .isEqualTo(new Run(0, "DOCKER_ARCHIVE of [demo/a:1]", ""));
    assertThat(carob("image", "export", "demo/a:1", "-o", "-", "--format", "oci").code())
        .isEqualTo(1);
    assertThat(carob("image", "export", "none:1", "-o", "-").code()).isEqualTo(1);
    assertThat(carob("image", "export", "demo/a:1").code()).isEqualTo(2);
    assertThat(node.layout.root().resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void makesImages() throws IOException {
    node.images.put("demo/a:1");
    Path tar = Files.writeString(folder.resolve("l.tar"), "x");
    Run appended =
        carob(
            "image",
            "append",
            "demo/a:1",
            "demo/b:1",
            "--layer",
            tar.toString(),
            "--env",
            "A=b=c",
            "--entrypoint",
            "/bin/x",
            "--entrypoint",
            "-v",
            "--cmd",
            "",
            "--label",
            "k=v",
            "--workdir",
            "/w",
            "--user",
            "1:2",
            "--author",
            "me",
            "--comment",
            "why",
            "--created",
            "86400");
    assertThat(appended.out()).startsWith("Made demo/b:1  sha256:");
    assertThat(node.builder.calls.remove())
        .startsWith("append Optional[demo/a:1][" + tar + "] demo/b:1 ")
        .contains(
            "[/bin/x, -v]",
            "Optional[[]]",
            "{A=b=c}",
            "{k=v}",
            "[/w]",
            "[1:2]",
            "[me]",
            "[why]",
            "1970-01-02T00:00:00Z");
    assertThat(carob("image", "commit", "web/app", "demo/c:1", "-q").out())
        .startsWith("Made demo/c:1");
    assertThat(carob("image", "commit", "pod/web", "demo/c:1").code()).isZero();
    assertThat(node.builder.calls.remove()).startsWith("commit overlay ");
    assertThat(carob("image", "commit", "trio", "demo/c:1").err()).contains("several containers");
    assertThat(carob("image", "commit", "trio/app", "demo/c:1").err()).contains("no writable");
    assertThat(carob("image", "commit", "web/none", "demo/c:1").code()).isEqualTo(1);
    assertThat(carob("image", "commit", "none", "demo/c:1").code()).isEqualTo(1);
    assertThat(carob("image", "append", "demo/a:1", "demo/b:1", "--env", "A").code()).isEqualTo(1);
  }

  @Test
  void importsRootFileSystems() throws IOException {
    Path tar = Files.writeString(folder.resolve("r.tar"), "root");
    assertThat(carob("image", "import", tar.toString()).err()).contains("Give one");
    assertThat(carob("image", "import", tar.toString(), "demo/r:1", "--cmd", "sh").out())
        .startsWith("Imported demo/r:1");
    assertThat(node.builder.calls.remove()).startsWith("rootfs demo/r:1").contains("[sh]");
    assertThat(carobWith("x", "image", "import", "--rootfs", "-", "demo/s:1").code()).isZero();
    assertThat(node.builder.calls.remove()).startsWith("rootfs demo/s:1");
  }

  @Test
  void logsAndExecTakeTheFirstPodOfADeployment() {
    node.resources.put(new ResourceKey("Deployment", "default", "d"), "{}", "{}");
    assertThat(carob("logs", "deployment/d"))
        .isEqualTo(new Run(1, "", "carob: deployment/d has no pods\n"));
    for (String pod : List.of("web", "zebra")) {
      node.resources.putJson(
          new ResourceKey("Pod", "default", pod),
          "{\"metadata\":{\"name\":\"%s\",\"ownerReferences\":[{\"uid\":\"u-d\"}]}}"
              .formatted(pod));
    }
    assertThat(carob("logs", "deploy/d"))
        .isEqualTo(new Run(0, "one\ntwo\u0007\n", "Found 2 pods, using pod/web\n"));
    assertThat(carob("exec", "deploy/d", "--", "echo", "hi")).isEqualTo(new Run(0, "hi\n", ""));
    assertThat(carob("logs", "deploy/none").err()).contains("not found");
  }

  @Test
  void logsAndExecSayWhichContainerTheyTake() {
    String note = "Defaulted container \"app\" out of: app, side, setup (init)\n";
    assertThat(carob("logs", "trio")).isEqualTo(new Run(0, "app 1\napp 2\n", note));
    assertThat(carob("logs", "trio", "--all-containers", "--prefix").out())
        .contains("[pod/trio/side] side 2");
    assertThat(carob("logs", "trio", "--all-containers", "-c", "app").code()).isEqualTo(1);
  }

  @Test
  void importsShowsAndRemovesImages() throws IOException {
    Path archive = Files.writeString(folder.resolve("a.tar"), "demo/a:1");
    Run imported = carob("image", "import", archive.toString());
    assertThat(imported.out()).startsWith("Imported demo/a:1  sha256:");
    assertThat(imported.err()).contains("layer 1 10B of 10B");
    Run quiet = carobWith("x", "image", "import", "-", "--name", "demo/b:1", "-q");
    assertThat(quiet.out()).startsWith("Imported demo/b:1  sha256:");
    assertThat(quiet.err()).isEmpty();
    Run corrupt = carobWith("corrupt", "image", "import", "-q", "-");
    assertThat(corrupt.code()).isEqualTo(1);
    assertThat(corrupt.err()).startsWith("carob: ").contains("corrupt");
    assertThat(carob("get", "images").out()).contains("demo/a", "demo/b");
    assertThat(carob("image", "tag", "demo/a:1", "demo/c:1").code()).isZero();
    assertThat(carob("image", "rm", "demo/a:1", "demo/b:1").code()).isZero();
    assertThat(carob("image", "ls", "-o", "name").out()).isEqualTo("demo/c:1\n");
  }

  @Test
  void runMakesAPod() {
    Run run = carob("run", "demo/web:1", "--name", "job", "-e", "A=b\"c", "--", "sh", "-c", "x");
    assertThat(run).isEqualTo(new Run(0, "pod/job created\n", ""));
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
            List.of("driver", "config", "snapshotter/overlay"),
            List.of("config"),
            List.of("config", "org.example.part", "-o", "wide"),
            List.of("config", "org.example.part", "mode=on", "folder=/x"),
            List.of("driver", "config", "overlay", "mode=off"),
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
  void driversAreInstalledShownAndRemoved() {
    Run installed = carob("driver", "install", "good-1.jar");
    assertThat(installed)
        .isEqualTo(new Run(0, "bundle io.acme.good 1.0.0 runs, brings volume/good\n", ""));
    assertThat(carob("driver", "update", "good-1.jar").code()).isZero();
    assertThat(carob("driver", "describe", "snapshotter/overlay").out())
        .contains("snapshotter/overlay", "snapshot base");
    assertThat(carob("driver", "describe", "overlay", "-o", "json").out()).contains("\"drivers\"");
    assertThat(carob("driver", "stop", "overlay").code()).isZero();
    assertThat(node.bundles.last).isEqualTo("stop overlay");
    assertThat(carob("driver", "start", "overlay").code()).isZero();
    assertThat(node.bundles.last).isEqualTo("start overlay");
    assertThat(carob("driver", "rm", "io.acme.good.jar").code()).isZero();
    assertThat(carob("driver", "rm", "overlay", "--force").code()).isZero();
    assertThat(node.bundles.last).isEqualTo("uninstall overlay");
  }

  @Test
  void aDriverCommandThatCannotBeDoneSaysWhyAndWhatTo() {
    assertFails("it is bad", "driver", "install", "bad.jar");
    assertFails("snapshot base, snapshot top", "driver", "rm", "overlay");
    assertFails("--force", "driver", "rm", "overlay");
    for (String verb : List.of("describe", "rm", "start", "stop")) {
      assertFails("did you mean \"overlay\"", "driver", verb, "overlya");
      assertFails("`carob driver ls`", "driver", verb, "quite-other");
    }
    assertThat(carob("driver", "rm").code()).isEqualTo(2);
    assertThat(carob("driver", "install").code()).isEqualTo(2);
    assertThat(node.bundles.last).as("nothing was done").isEmpty();
  }

  private void assertFails(String words, String... command) {
    Run run = carob(command);
    assertThat(run.code()).as("%s", String.join(" ", command)).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("carob: ").contains(words);
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
          {"config", "org.example.part", "mode"},
          {"driver", "config"},
          {"driver", "config", "overlay", "=x"},
          {"completion", "fish"}
        }) {
      assertThat(carob(args).code()).as("%s", String.join(" ", args)).isEqualTo(2);
    }
  }

  @Test
  void everyCommandHasHelp() {
    String all = carob("--help").out();
    CommandLine root = new CommandLine(new Root(NO_TERMINAL));
    Commands.addAll(root);
    assertThat(root.getSubcommands()).hasSizeGreaterThan(20);
    for (String name : root.getSubcommands().keySet()) {
      assertThat(all).containsPattern("\\n  " + name + " ");
    }
    assertHelp(root, new ArrayList<>());
    assertThat(carob("image", "import", "--help").out()).contains("docker save");
  }

  private void assertHelp(CommandLine command, List<String> words) {
    for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
      List<String> deeper = new ArrayList<>(words);
      deeper.add(sub.getKey());
      String line = String.join(" ", deeper);
      for (String option : List.of("--help", "-h")) {
        List<String> args = new ArrayList<>(deeper);
        args.add(option);
        Run help = carob(args.toArray(String[]::new));
        assertThat(help.code()).as(line).isZero();
        assertThat(help.err()).as(line).isEmpty();
        // An alias shows the name that it stands for.
        assertThat(help.out())
            .startsWith("Usage: " + sub.getValue().getCommandSpec().qualifiedName());
      }
      assertThat(sub.getValue().getCommandSpec().usageMessage().description())
          .as("what %s does; lists show its first line alone", line)
          .isNotEmpty()
          .satisfies(does -> assertThat(does[0]).matches(".*[.…]"));
      assertHelp(sub.getValue(), deeper);
    }
  }

  @Test
  void completionKnowsEveryCommand() {
    CommandLine root = new CommandLine(new Root(NO_TERMINAL));
    Commands.addAll(root);
    assertThat(carob("completion", "bash").out())
        .contains("complete ")
        .contains(root.getSubcommands().keySet());
  }

  @Test
  void noServiceIsThree() throws IOException {
    Run none = Run.of(folder.resolve("none.sock"), "", "get", "pods");
    assertThat(none.code()).isEqualTo(3);
    assertThat(none.err()).contains("carob start");
    Path stale = folder.resolve("stale.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(stale));
    }
    Run refused = Run.of(stale, "", "get", "pods");
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("stale");
    assertThat(Run.of(stale, "", "stop").code()).isZero();
  }

  @Test
  void aServiceThatDoesNotAnswerIsThree() throws IOException {
    Path mute = folder.resolve("mute.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(mute));
      Run result = Run.of(mute, "", "get", "pods", "--request-timeout", "1");
      assertThat(result.code()).isEqualTo(3);
      assertThat(result.err()).contains("does not answer within 1 s");
      assertThat(Run.of(mute, "", "--request-timeout=1", "stop").code()).isEqualTo(3);
    }
  }

  @Test
  void supportDoesNotWaitForAServiceThatHangs() throws Exception {
    Path hanging = folder.resolve("hanging.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(hanging));
      CompletableFuture<SocketChannel> client = CompletableFuture.supplyAsync(() -> begin(server));
      Path archive = folder.resolve("support.tar.gz");
      Run result = Run.of(hanging, "", "--request-timeout=1", "support", archive.toString());
      client.get().close();
      assertThat(result.err()).contains("does not answer within 1 s", "what files tell");
      // The rest needs the distribution's jars; a file that is not whole must not stay.
      assertThat(result.code()).isEqualTo(1);
      assertThat(archive).doesNotExist();
    }
  }

  /** Begins an answer that never ends. */
  private static SocketChannel begin(ServerSocketChannel server) {
    try {
      SocketChannel client = server.accept();
      String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n";
      client.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theSocketOptionWinsAndMayStandBeforeTheCommand() {
    Path none = folder.resolve("none.sock");
    assertThat(Run.of(none, "", "-H", node.layout.socket().toString(), "get", "pods").code())
        .isZero();
    assertThat(Run.of(none, "", "get", "pods", "--socket", node.layout.socket().toString()).code())
        .isZero();
  }
}
