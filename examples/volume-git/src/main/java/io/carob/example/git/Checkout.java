package io.carob.example.git;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Makes the tree of one revision in a folder. Git's own folder lies beside the tree: what is in the
 * volume belongs to containers, and git never again reads what they may have written.
 */
final class Checkout {

  private final Path repository;
  private final Path tree;
  private final Source source;
  private final Git git;
  private final long mostBytes;

  private Checkout(Path growing, Source source, GitSettings settings) {
    this.repository = growing.resolve("repository");
    this.tree = growing.resolve("tree");
    this.source = source;
    this.mostBytes = settings.mostBytes();
    this.git = new Git(settings, growing, source.repository().scheme());
  }

  /**
   * Makes a tree.
   *
   * @param growing an empty folder for all of this
   * @return the tree, in there
   * @throws CarobException {@code NOT_FOUND} when the repository cannot be reached or has no such
   *     revision, {@code FAILED_PRECONDITION} when it lets nobody in, {@code UNAVAILABLE} when that
   *     takes too long, {@code RESOURCE_EXHAUSTED}, {@code INTERNAL}
   */
  static Path make(Path growing, Source source, GitSettings settings) {
    Checkout checkout = new Checkout(growing, source, settings);
    checkout.init();
    String commit = checkout.fetch();
    checkout.measure(commit);
    checkout.unpack(commit);
    return checkout.tree;
  }

  private void init() {
    try {
      Files.createDirectory(tree);
      Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "making " + tree + ": " + e, e);
    }
    local(List.of("init", "--quiet", "--bare", "--template=", repository.toString()));
    keepAsStored();
  }

  /** Has no attribute of the tree change a file: by some it would be many times as large. */
  private void keepAsStored() {
    try {
      Path info = Files.createDirectories(repository.resolve("info"));
      Files.writeString(
          info.resolve("attributes"), "* -text -ident -filter !eol !working-tree-encoding\n");
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "making " + repository + ": " + e, e);
    }
  }

  /** Fetches the one revision; where a server gives commits by their names only, all there is. */
  private String fetch() {
    Git.Result one = fetch("--depth=" + source.depth(), "--no-tags", source.revision());
    if (one.succeeded()) {
      return commit("FETCH_HEAD");
    }
    if (!source.mayBeCommit() || !GitFailure.isAbsentRevision(one)) {
      throw GitFailure.fetching(source, one);
    }
    Git.Result all = fetch("--force", "--tags", "+refs/heads/*:refs/heads/*");
    if (!all.succeeded()) {
      throw GitFailure.fetching(source, all);
    }
    return commit(source.revision());
  }

  private Git.Result fetch(String depth, String tags, String refspec) {
    Git.Result result = tryToFetch(depth, tags, refspec);
    if (!result.succeeded() && isCutOff()) {
      throw GitFailure.tooLarge(source);
    }
    return result;
  }

  /** Git does not say why its helper died, but what that wrote has come to the limit. */
  private boolean isCutOff() {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(repository.resolve("objects/pack"))) {
      for (Path file : files) {
        if (Files.size(file) >= Git.limit(mostBytes)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "reading " + repository + ": " + e, e);
    }
  }

  private Git.Result tryToFetch(String depth, String tags, String refspec) {
    return git.run(
        List.of(
            gitDir(),
            "fetch",
            "--quiet",
            "--no-recurse-submodules",
            depth,
            tags,
            "--",
            source.repository().text(),
            refspec));
  }

  private String commit(String name) {
    Git.Result result =
        git.run(List.of(gitDir(), "rev-parse", "--verify", "--quiet", name + "^{commit}"));
    if (!result.succeeded() || !result.output().matches("[0-9a-f]{40,64}")) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "fetching " + source + ": there is no such commit, or several begin like that");
    }
    return result.output();
  }

  /** Refuses a tree that is too large before any file of it is written. */
  private void measure(String commit) {
    Git.Result listed = git.run(List.of(gitDir(), "ls-tree", "-r", "-t", "-l", "-z", commit));
    if (GitFailure.isTooLarge(listed)) {
      throw GitFailure.tooLarge(source);
    }
    if (!listed.succeeded()) {
      throw GitFailure.local("reading the tree of " + source + ": ", listed);
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(git.output()))) {
      if (TreeSize.of(in, mostBytes) > mostBytes) {
        throw GitFailure.tooLarge(source);
      }
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "reading the tree of " + source + ": " + e, e);
    }
  }

  private void unpack(String commit) {
    local(
        List.of(
            gitDir(),
            "--work-tree=" + tree,
            "checkout",
            "--quiet",
            "--force",
            "--detach",
            commit));
  }

  private void local(List<String> command) {
    Git.Result result = git.run(command);
    if (GitFailure.isTooLarge(result)) {
      throw GitFailure.tooLarge(source);
    }
    if (!result.succeeded()) {
      throw GitFailure.local("checking out " + source + ": ", result);
    }
  }

  private String gitDir() {
    return "--git-dir=" + repository;
  }
}
