package io.carob.example.git;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** In small what is done in earnest: a repository of one file, and a checkout of it. */
final class SelfCheck {

  /** Below the ten seconds that a self-check has. */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private static final String HISTORY =
      """
      commit refs/heads/main
      committer Carob <carob@localhost> 0 +0000
      data 5
      check
      M 100644 inline greeting
      data 6
      hello
      """;

  private SelfCheck() {}

  /**
   * Runs it.
   *
   * @throws CarobException {@code UNSUPPORTED} when the host has no git that does this
   */
  static void run(Path scratch) {
    GitSettings settings =
        new GitSettings(
            Set.of("file"), Optional.empty(), Optional.empty(), "/dev/null", LIMIT, 1 << 20);
    Path repository = scratch.resolve("repository");
    try {
      Path history = Files.writeString(scratch.resolve("history"), HISTORY);
      Git git = new Git(settings, scratch, "file");
      must(git.run(List.of("init", "--quiet", "--bare", "--template=", repository.toString())));
      must(git.run(List.of("--git-dir=" + repository, "fast-import", "--quiet"), history));
      RepositoryUrl url = new RepositoryUrl("file", "file://" + repository);
      Path growing = Files.createDirectory(scratch.resolve("growing"));
      Path tree = Checkout.make(growing, new Source(url, "main", "", 1), settings);
      if (!Files.readString(tree.resolve("greeting")).equals("hello\n")) {
        throw new CarobException(ErrorCode.INTERNAL, "a checkout has not what was committed");
      }
    } catch (IOException e) {
      throw new CarobException(ErrorCode.UNAVAILABLE, "trying git in " + scratch + ": " + e, e);
    }
  }

  private static void must(Git.Result result) {
    if (!result.succeeded()) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "trying git: " + GitFailure.line(result) + ". Install the package git, 2.32 or later");
    }
  }
}
