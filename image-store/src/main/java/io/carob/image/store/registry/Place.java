package io.carob.image.store.registry;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import java.util.Optional;

/**
 * Where an image lies, as registries are asked for it. Pure.
 *
 * @param registry host and optional port
 * @param repository the repository's path there
 * @param tag its tag, if any
 * @param digest its digest, if it pins one
 */
record Place(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {

  private static final String HUB = "docker.io";

  /** The place of a name; one without a registry belongs to the default one, if there is one. */
  static Place of(ImageReference name, String defaultRegistry) {
    String registry = name.registry().isEmpty() ? defaultRegistry : name.registry();
    if (registry.isEmpty()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "image name \""
              + name
              + "\" names no registry. Name one, as in docker.io/library/busybox:1, or set"
              + " registry.default in conf/io.carob.image.store.cfg");
    }
    String host = registry.equals("index.docker.io") ? HUB : registry;
    boolean official = host.equals(HUB) && name.repository().indexOf('/') < 0;
    return new Place(
        host,
        official ? "library/" + name.repository() : name.repository(),
        name.tag(),
        name.digest());
  }

  /** What a manifest is asked for by: the digest wins. */
  String wanted() {
    return digest.map(Digest::toString).or(() -> tag).orElse("latest");
  }

  String scope(String actions) {
    return "repository:" + repository + ":" + actions;
  }

  @Override
  public String toString() {
    return registry + "/" + repository + (digest.isPresent() ? "@" : ":") + wanted();
  }
}
