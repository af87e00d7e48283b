package io.carob.example.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No volume has more than it may, and nothing of what was too much stays. */
class GitSizeTest {

  private static final int MOST = 1 << 20;

  private Path place;
  private TestRepository repository;

  @BeforeEach
  void make(@TempDir Path folder) throws Exception {
    place = Files.createDirectory(folder.resolve("place"));
    repository = TestRepository.at(folder.resolve("repository"));
  }

  @Test
  void whatFitsIsShown() throws Exception {
    repository.commit(Map.of("a", noise(MOST / 2), "b", "b\n"));
    assertThat(plugin().publish(request(Map.of())).path().resolve("b")).hasContent("b\n");
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws Exception {
    repository.commit(Map.of("a", noise(2 * MOST)));
    refused(Map.of());
  }

  @Test
  void aHistoryThatIsTooLargeIsCutOff() throws Exception {
    repository.commit(Map.of("a", noise(2 * MOST)));
    repository.git("rm", "--quiet", "a");
    repository.commit(Map.of("b", "b\n"));
    refused(Map.of("depth", 2));
    assertThat(plugin().publish(request(Map.of("depth", 1))).path().resolve("b")).hasContent("b\n");
  }

  @Test
  void noAttributeOfTheTreeMakesAFileLarger() throws Exception {
    repository.commit(
        Map.of(".gitattributes", "* ident\n*.txt text eol=crlf\n", "a", "$Id$\n", "b.txt", "b\n"));
    Path shown = plugin().publish(request(Map.of())).path();
    assertThat(shown.resolve("a")).hasContent("$Id$\n");
    assertThat(Files.readString(shown.resolve("b.txt"))).isEqualTo("b\n");
  }

  @Test
  void filesThatUnpackToMuchAreRefused() throws Exception {
    repository.commit(Map.of("a", "0".repeat(2 * MOST)));
    refused(Map.of());
  }

  @Test
  void manySmallFilesAreRefused() throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    for (int n = 0; n <= MOST / 4_096; n++) {
      files.put("folder/" + n, "");
    }
    repository.commit(files);
    refused(Map.of());
  }

  @Test
  void allThatIsFetchedForTheBeginningOfACommitCounts() throws Exception {
    String first = repository.commit(Map.of("a", "one\n"));
    Map<String, Object> beginning = Map.of("revision", first.substring(0, 10));
    assertThat(plugin().publish(request(beginning)).path().resolve("a")).hasContent("one\n");
    repository.git("checkout", "--quiet", "-b", "other");
    repository.commit(Map.of("b", noise(2 * MOST)));
    place = Files.createDirectory(place.resolveSibling("place-2"));
    refused(beginning);
  }

  @Test
  void eachFileCountsInWholeBlocks() throws IOException {
    assertThat(size("100644 blob 0123      0\ta\0")).isEqualTo(4_096);
    assertThat(size("100644 blob 0123   4097\ta b\tc\nd\0")).isEqualTo(8_192);
    assertThat(size("040000 tree 0123      -\ta\0" + "100644 blob 0123   4096\ta/b\0"))
        .isEqualTo(8_192);
    assertThat(size("")).isZero();
  }

  private static long size(String list) throws IOException {
    try (InputStream in = new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8))) {
      return TreeSize.of(in, Long.MAX_VALUE);
    }
  }

  private void refused(Map<String, Object> fields) throws IOException {
    PublishRequest request = request(fields);
    CarobException failure = TestVolumes.failure(() -> plugin().publish(request));
    assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(failure).hasMessageContaining("most.bytes");
    assertThat(place).isEmptyDirectory();
  }

  private static GitPlugin plugin() {
    return new GitPlugin(TestVolumes.settings(TestVolumes.PATIENCE, MOST, "file"));
  }

  private PublishRequest request(Map<String, Object> fields) {
    Map<String, Object> all = new LinkedHashMap<>(fields);
    all.put("repository", repository.url());
    return TestVolumes.request(place, all);
  }

  /** Text that cannot be made smaller by much more than half. */
  private static String noise(int length) {
    return new Random(7)
        .ints(length, ' ', '~')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
