package io.carob.example.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitPluginTest {

  @TempDir Path folder;

  private TestRepository repository;
  private Path place;
  private String first;

  @BeforeEach
  void makeRepository() throws Exception {
    repository = TestRepository.at(folder.resolve("repository"));
    place = Files.createDirectory(folder.resolve("place"));
    first = repository.commit(Map.of("docs/a", "one\n"));
    repository.git("tag", "--annotate", "--message=first", "v1");
    repository.commit(Map.of("docs/a", "two\n"));
  }

  @Test
  void branchesTagsAndCommitsAreRevisions() throws IOException {
    assertThat(content(Map.of())).isEqualTo("two\n");
    assertThat(content(Map.of("revision", "main"))).isEqualTo("two\n");
    assertThat(content(Map.of("revision", "v1"))).isEqualTo("one\n");
    assertThat(content(Map.of("revision", first))).isEqualTo("one\n");
    assertThat(content(Map.of("revision", first.substring(0, 10)))).isEqualTo("one\n");
  }

  @Test
  void whatThePodBeganWithStays() throws Exception {
    PublishRequest request = request(Map.of("revision", "main"));
    Path shown = plugin().publish(request).path();
    Files.writeString(shown.resolve("written"), "by a container");
    repository.commit(Map.of("docs/a", "three\n"));
    assertThat(TestVolumes.plugin("https").publish(request).path()).isEqualTo(shown);
    assertThat(shown.resolve("docs/a")).hasContent("two\n");
    assertThat(shown.resolve("written")).hasContent("by a container");
  }

  @Test
  void filesAreReadableByAllAndGitsOwnFolderIsNotThere() throws IOException {
    Path shown = plugin().publish(request(Map.of())).path();
    assertThat(shown.resolve(".git")).doesNotExist();
    assertThat(mode(shown)).isEqualTo("rwxr-xr-x");
    assertThat(mode(shown.resolve("docs/a"))).isEqualTo("rw-r--r--");
    assertThat(names(place)).containsExactly("checkout");
  }

  @Test
  void linksOfARepositoryLeadTheNodeNowhere() throws Exception {
    Path secret = Files.createDirectories(folder.resolve("secret/inner"));
    Files.createSymbolicLink(repository.folder().resolve("away"), secret.getParent());
    Files.createSymbolicLink(repository.folder().resolve("within"), Path.of("docs"));
    repository.commit(Map.of("b", "b"));
    for (String directory : List.of("away", "away/inner", "within", "b")) {
      CarobException failure = failure(Map.of("directory", directory));
      assertThat(failure.code()).as(directory).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      assertThat(names(place)).isEmpty();
    }
    Path shown = plugin().publish(request(Map.of())).path();
    assertThat(shown.resolve("away")).isSymbolicLink();
    assertThat(names(secret)).isEmpty();
    assertThat(names(secret.getParent())).containsExactly("inner");
  }

  @Test
  void nothingThatARepositoryBringsIsRun() throws Exception {
    Path mark = folder.resolve("mark");
    String script = "#!/bin/sh\ntouch " + mark + "\n";
    for (String hook : List.of("post-checkout", "reference-transaction", "pre-auto-gc")) {
      Path file = repository.folder().resolve(".git/hooks/" + hook);
      Files.createDirectories(file.getParent());
      Files.writeString(file, script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.deleteIfExists(mark);
    Map<String, String> files = new LinkedHashMap<>();
    files.put(".gitattributes", "* filter=evil\n");
    files.put(".gitconfig", "[filter \"evil\"]\n\tsmudge = touch " + mark + "\n");
    files.put(".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = ext::touch " + mark + "\n");
    repository.commit(files);
    Files.deleteIfExists(mark);
    plugin().publish(request(Map.of()));
    assertThat(mark).doesNotExist();
  }

  @Test
  void whatIsNotThereIsNotFoundAndLeavesNothing() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    for (Map<String, Object> fields :
        List.<Map<String, Object>>of(
            Map.of("revision", "no-such-branch"),
            Map.of("revision", "0123456789abcdef0123456789abcdef01234567"),
            Map.of("directory", "no/such/folder"),
            Map.of("repository", "file://" + folder.resolve("nowhere")),
            Map.of("repository", "git://127.0.0.1:" + closed + "/a"))) {
      assertThat(failure(fields).code()).as("%s", fields).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(names(place)).isEmpty();
    }
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      GitPlugin hasty = new GitPlugin(TestVolumes.settings(Duration.ofSeconds(1), "git"));
      PublishRequest request = request(at(silent));
      CarobException failure = TestVolumes.failure(() -> hasty.publish(request));
      assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(names(place)).isEmpty();
      assertNothingRunsFor(silent);
    }
  }

  @Test
  void anInterruptEndsGitAndAllThatItStarted() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<CarobException> failure = new CompletableFuture<>();
      PublishRequest request = request(at(silent));
      Thread thread =
          new Thread(
              () -> failure.complete(TestVolumes.failure(() -> plugin().publish(request))));
      thread.start();
      silent.setSoTimeout((int) TestVolumes.PATIENCE.toMillis());
      try (Socket connection = silent.accept()) {
        assertThat(connection.isConnected()).isTrue();
        thread.interrupt();
        assertThat(failure.get(60, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.UNAVAILABLE);
      }
      thread.join();
      assertNothingRunsFor(silent);
      assertThat(names(place)).isEmpty();
    }
  }

  @Test
  void whatKilledCallsLeftIsCleared() throws IOException {
    Files.createDirectories(place.resolve("growing-123/tree/docs"));
    Files.writeString(place.resolve("growing-123/tree/docs/a"), "half");
    Path shown = plugin().publish(request(Map.of())).path();
    assertThat(shown.resolve("docs/a")).hasContent("two\n");
    assertThat(names(place)).containsExactly("checkout");
  }

  @Test
  void aCheckoutThatIsALinkIsNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(place.resolve("checkout"), elsewhere);
    assertThat(failure(Map.of()).code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(names(elsewhere)).isEmpty();
  }

  private Map<String, Object> at(ServerSocket server) {
    return Map.of("repository", "git://127.0.0.1:" + server.getLocalPort() + "/a");
  }

  /** The port is in the command line of each git that was started for it. */
  private static void assertNothingRunsFor(ServerSocket server) {
    String port = ":" + server.getLocalPort() + "/";
    assertThat(ProcessHandle.allProcesses().filter(ProcessHandle::isAlive))
        .noneMatch(process -> process.info().commandLine().orElse("").contains(port));
  }

  private String content(Map<String, Object> fields) throws IOException {
    Path own = Files.createTempDirectory(folder, "place-");
    Path shown = plugin().publish(TestVolumes.request(own, all(fields))).path();
    assertThat(Files.isDirectory(shown, LinkOption.NOFOLLOW_LINKS)).isTrue();
    return Files.readString(shown.resolve("docs/a"));
  }

  private CarobException failure(Map<String, Object> fields) {
    PublishRequest request = request(fields);
    return TestVolumes.failure(() -> plugin().publish(request));
  }

  private static GitPlugin plugin() {
    return TestVolumes.plugin("file", "git");
  }

  private PublishRequest request(Map<String, Object> fields) {
    return TestVolumes.request(place, all(fields));
  }

  private Map<String, Object> all(Map<String, Object> fields) {
    Map<String, Object> all = new LinkedHashMap<>(Map.of("repository", repository.url()));
    all.putAll(fields);
    return all;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
