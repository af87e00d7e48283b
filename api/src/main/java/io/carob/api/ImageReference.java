package io.carob.api;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image, by the grammar of the distribution specification: {@code
 * [registry/]repository[:tag][@digest]}. A name without a registry keeps an empty one: Carob adds
 * no default registry, so that {@code demo/web:1} means exactly that on this node.
 *
 * @param registry host and optional port; empty when the name has none
 * @param repository path of the repository, such as {@code demo/web}
 * @param tag the tag; {@code latest} when the text gave neither tag nor digest
 * @param digest the digest of the manifest or index, when the name pins one
 */
public record ImageReference(
    String registry, String repository, Optional<String> tag, Optional<Digest> digest)
    implements Comparable<ImageReference> {

  private static final Pattern REPOSITORY =
      Pattern.compile(
          "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?");

  /**
   * Checks the parts.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when a part breaks the grammar
   */
  public ImageReference {
    Objects.requireNonNull(tag);
    Objects.requireNonNull(digest);
    if (!registry.isEmpty() && !REGISTRY.matcher(registry).matches()) {
      throw invalid(registry, "the registry is not a host name with an optional port");
    }
    if (repository.length() > 255 || !REPOSITORY.matcher(repository).matches()) {
      throw invalid(
          repository,
          "the repository must be lower-case letters, digits and . _ - between slashes");
    }
    if (tag.isPresent() && !TAG.matcher(tag.get()).matches()) {
      throw invalid(tag.get(), "the tag must be at most 128 letters, digits and . _ -");
    }
    if (tag.isEmpty() && digest.isEmpty()) {
      throw invalid(repository, "neither a tag nor a digest is given");
    }
  }

  /**
   * Reads a name as people write it.
   *
   * @param text such as {@code demo/web:1} or {@code registry.example:5000/demo/web@sha256:<hex>}
   * @return the reference; with the tag {@code latest} when the text has neither tag nor digest
   * @throws CarobException {@code INVALID_ARGUMENT} when it breaks the grammar
   */
  public static ImageReference parse(String text) {
    String rest = text;
    Optional<Digest> digest = Optional.empty();
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Optional.of(Digest.parse(rest.substring(at + 1)));
      rest = rest.substring(0, at);
    }
    Optional<String> tag = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = Optional.of(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    String registry = "";
    int slash = rest.indexOf('/');
    if (slash > 0 && isRegistry(rest.substring(0, slash))) {
      registry = rest.substring(0, slash);
      rest = rest.substring(slash + 1);
    }
    if (tag.isEmpty() && digest.isEmpty()) {
      tag = Optional.of("latest");
    }
    return new ImageReference(registry, rest, tag, digest);
  }

  private static boolean isRegistry(String first) {
    return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
  }

  private static CarobException invalid(String part, String why) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT, "image name \"" + part + "\" is not valid: " + why);
  }

  @Override
  public int compareTo(ImageReference other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return (registry.isEmpty() ? "" : registry + "/")
        + repository
        + tag.map(t -> ":" + t).orElse("")
        + digest.map(d -> "@" + d).orElse("");
  }
}
