package io.carob.example.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {

  private static final Set<String> ALL = Set.of("https", "ssh", "git", "file");
  private static final String URL = "https://example.org/a/b.git";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/a/b.git",
        "https://example.org:8443/a",
        "https://[2001:db8::1]/a",
        "ssh://git@example.org:22/~me/a%20b",
        "git://127.0.0.1:9418/a",
        "file:///srv/git/a"
      })
  void repositoriesOfTheseFormsAreTaken(String url) {
    assertThat(source(Map.of("repository", url)).repository().text()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext::sh -c id",
        "https::https://example.org/a",
        "--upload-pack=id",
        "-oProxyCommand=id",
        "ssh://-oProxyCommand=id/a",
        "ssh://-l@example.org/a",
        "git@example.org:a/b",
        "/srv/git/a",
        "../a",
        "file://host/a",
        "file:///srv/../etc",
        "file:///srv/%2e%2E/etc",
        "https:///a",
        "https://example.org",
        "https://example.org/a?token=x",
        "https://example.org/a#x",
        "https://example.org/a b",
        "https://example.org/a\nb",
        "https://example.org/$(id)",
        "http://example.org/a",
        "ftp://example.org/a"
      })
  void othersAreRefused(String url) {
    refused(Map.of("repository", url));
  }

  @Test
  void secretsInAUrlAreRefusedAndNotRepeated() {
    for (String url :
        List.of(
            "https://me:hunter2@example.org/a",
            "https://hunter2@example.org/a",
            "ssh://git:hunter2@example.org/a",
            "https://example.org/a?password=hunter2")) {
      assertThat(refused(Map.of("repository", url)).getMessage()).doesNotContain("hunter2");
    }
  }

  @Test
  void onlyProtocolsThatAreAllowedAreTaken() {
    CarobException failure =
        TestVolumes.failure(
            () ->
                Source.of(
                    TestVolumes.fields(Map.of("repository", "file:///a")), Set.of("https")));
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure).hasMessageContaining("protocols in conf/io.carob.example.git.cfg");
  }

  @Test
  void revisionsAreNamesAndNothingElse() {
    for (String revision :
        List.of("HEAD", "main", "v1.0", "feature/a-b", "refs/tags/v1", "1a2b3c4")) {
      assertThat(source(Map.of("repository", URL, "revision", revision)).revision())
          .isEqualTo(revision);
    }
    for (String revision :
        List.of(
            "",
            "-x",
            "--all",
            "a..b",
            "..",
            "/a",
            "a:b",
            "+a",
            "a b",
            "a^",
            "a~1",
            "@{0}",
            "a\n")) {
      refused(Map.of("repository", URL, "revision", revision));
    }
    assertThat(source(Map.of("repository", URL)).revision()).isEqualTo("HEAD");
  }

  @Test
  void directoriesStayWithin() {
    assertThat(source(Map.of("repository", URL, "directory", "docs/a b")).directory())
        .isEqualTo("docs/a b");
    for (String directory :
        List.of("..", "a/../b", "/etc", "a//b", "a/", "./a", ".git", "a/.git/hooks", "a\0b")) {
      refused(Map.of("repository", URL, "directory", directory));
    }
  }

  @Test
  void depthIsANumberAndUnknownFieldsAreRefused() {
    assertThat(source(Map.of("repository", URL, "depth", 5)).depth()).isEqualTo(5);
    refused(Map.of("repository", URL, "depth", -1));
    refused(Map.of("repository", URL, "depth", "many"));
    refused(Map.of("repository", URL, "branch", "main"));
    refused(Map.of());
  }

  private static Source source(Map<String, Object> fields) {
    return Source.of(TestVolumes.fields(fields), ALL);
  }

  private static CarobException refused(Map<String, Object> fields) {
    CarobException failure = TestVolumes.failure(() -> source(fields));
    assertThat(failure.code()).as("%s", fields).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return failure;
  }
}
