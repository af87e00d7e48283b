package io.carob.example.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What git 2.39 prints. */
class GitFailureTest {

  private static final Source SOURCE =
      new Source(new RepositoryUrl("https", "https://example.org/a"), "main", "", 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          128 | fatal: couldn't find remote ref main                                    | NOT_FOUND
          128 | fatal: unable to access 'https://example.org/a/': Could not resolve host | NOT_FOUND
          128 | fatal: remote error: access denied or repository not exported: /a        | NOT_FOUND
          128 | fatal: Authentication failed for 'https://example.org/a/'                | FAILED_PRECONDITION
          128 | fatal: could not read Username for 'https://example.org': terminal prompts disabled | FAILED_PRECONDITION
          128 | Host key verification failed.                                            | FAILED_PRECONDITION
          128 | fatal: detected dubious ownership in repository at '/a'                  | FAILED_PRECONDITION
          128 | fatal: write error: No space left on device                              | RESOURCE_EXHAUSTED
          128 | error: index-pack died of signal 25                                      | RESOURCE_EXHAUSTED
          128 | fatal: write error: File too large                                       | RESOURCE_EXHAUSTED
          153 | ""                                                                       | RESOURCE_EXHAUSTED
          127 | sh: 1: exec: git: not found                                              | FAILED_PRECONDITION
          124 | ""                                                                       | UNAVAILABLE
          137 | ""                                                                       | UNAVAILABLE
          """)
  void failuresOfFetchingHaveTheirCodes(int status, String output, ErrorCode code) {
    CarobException failure = GitFailure.fetching(SOURCE, new Git.Result(status, output));
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure).hasMessageContaining("main of https://example.org/a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          128 | fatal: unable to write new index file        | INTERNAL
          128 | error: unable to write file a: No space left on device | RESOURCE_EXHAUSTED
          """)
  void failuresOnTheNodeHaveTheirs(int status, String output, ErrorCode code) {
    assertThat(GitFailure.local("checking out: ", new Git.Result(status, output)).code())
        .isEqualTo(code);
  }

  @Test
  void passwordsThatAServerRepeatsAreLeftOut() {
    Git.Result result =
        new Git.Result(128, "fatal: no 'https://me:hunter2@example.org/a/'\u001b[0m");
    assertThat(GitFailure.line(result)).contains("https://example.org/a").doesNotContain("hunter2");
  }
}
