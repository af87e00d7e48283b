package io.carob.example.git;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.VolumeFields;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a manifest asks for, checked.
 *
 * @param repository the URL, without a password
 * @param revision a branch, a tag or a commit; {@code HEAD} when the manifest names none
 * @param directory the folder of the repository to show, with single slashes between its names;
 *     empty for all
 * @param depth how many commits to fetch
 */
record Source(RepositoryUrl repository, String revision, String directory, int depth) {

  private static final Set<String> FIELDS = Set.of("repository", "revision", "directory", "depth");
  private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}");
  private static final long DEEPEST = 1_000_000;

  /**
   * Reads the fields.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} that names the field
   */
  static Source of(VolumeFields fields, Set<String> protocols) {
    fields.allowOnly(FIELDS);
    RepositoryUrl repository = RepositoryUrl.of(fields, "repository", protocols);
    String revision = fields.text("revision").orElse("HEAD");
    if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
      throw fields.invalid(
          "revision",
          "must be a branch, a tag or a commit, of letters, digits and ._/-, without ..");
    }
    long depth = fields.number("depth").orElse(1L);
    if (depth < 1 || depth > DEEPEST) {
      throw fields.invalid("depth", "must be from 1 to " + DEEPEST);
    }
    return new Source(repository, revision, directory(fields), (int) depth);
  }

  private static String directory(VolumeFields fields) {
    String directory = fields.text("directory").orElse("");
    if (directory.isEmpty()) {
      return "";
    }
    if (directory.length() > 1_000 || directory.chars().anyMatch(Character::isISOControl)) {
      throw fields.invalid("directory", "is too long, or has control characters");
    }
    for (String name : directory.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..") || name.equals(".git")) {
        throw fields.invalid(
            "directory",
            "must be a path within the repository, such as docs/html, without . and ..");
      }
    }
    return directory;
  }

  /** Whether the revision can be the name of a commit, whole or shortened. */
  boolean mayBeCommit() {
    return revision.matches("[0-9a-f]{7,64}");
  }

  /** As messages name it. */
  @Override
  public String toString() {
    return revision + " of " + repository.text();
  }
}
