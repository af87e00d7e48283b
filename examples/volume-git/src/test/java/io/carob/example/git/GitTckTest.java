package io.carob.example.git;

import io.carob.api.volume.VolumePlugin;
import io.carob.tck.volume.VolumePluginTck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract, over a repository of this host. */
class GitTckTest extends VolumePluginTck {

  @TempDir static Path folder;

  private static TestRepository repository;

  @BeforeAll
  static void makeRepository() throws Exception {
    repository = TestRepository.at(folder.resolve("repository"));
    repository.commit(Map.of("docs/index.html", "hello\n", "src/Main.java", "class Main {}\n"));
  }

  @Override
  protected VolumePlugin plugin() {
    return TestVolumes.plugin("file");
  }

  @Override
  protected Map<String, Object> fields() {
    return Map.of(
        "repository", repository.url(), "revision", "main", "directory", "docs", "depth", 1);
  }

  @Override
  protected List<Map<String, Object>> invalidFields() {
    return List.of(
        Map.of(),
        Map.of("repository", "https://example.org/not-allowed"),
        Map.of("repository", "ext::sh -c true"),
        Map.of("repository", repository.url(), "revision", "--upload-pack=x"),
        Map.of("repository", repository.url(), "depth", 0));
  }
}
