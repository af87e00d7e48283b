package io.carob.engine.pod;

import io.carob.api.ImageReference;
import io.fabric8.kubernetes.api.model.Container;

/** When an image is pulled, by the field {@code imagePullPolicy} and its defaults. */
enum PullPolicy {
  /** Before each first start. */
  ALWAYS,
  /** When it is not on the node. */
  IF_NOT_PRESENT,
  /** Not at all. */
  NEVER;

  static PullPolicy of(Container container, ImageReference image) {
    String said = container.getImagePullPolicy() == null ? "" : container.getImagePullPolicy();
    return switch (said) {
      case "Always" -> ALWAYS;
      case "IfNotPresent" -> IF_NOT_PRESENT;
      case "Never" -> NEVER;
      default ->
          image.digest().isEmpty() && image.tag().filter("latest"::equals).isPresent()
              ? ALWAYS
              : IF_NOT_PRESENT;
    };
  }
}
