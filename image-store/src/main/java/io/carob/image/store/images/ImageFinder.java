package io.carob.image.store.images;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.State;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds an image by what people type. Pure. */
final class ImageFinder {

  /**
   * An image that was found.
   *
   * @param image the image
   * @param name the name that found it; empty when its digest did
   */
  record Found(ImageRow image, Optional<ImageReference> name) {}

  private static final Pattern DIGITS = Pattern.compile("(?:sha256:)?([0-9a-f]{4,64})");

  private ImageFinder() {}

  static Found find(State state, String text) {
    Optional<ImageReference> reference = reference(text);
    Optional<Found> byName = reference.flatMap(name -> byName(state, name));
    if (byName.isPresent()) {
      return byName.get();
    }
    var digits = DIGITS.matcher(text);
    if (digits.matches()) {
      return byDigits(state, text, digits.group(1));
    }
    if (reference.isEmpty()) {
      ImageReference.parse(text); // says what is wrong with it
    }
    return reference
        .flatMap(ImageReference::digest)
        .flatMap(digest -> only(state, image -> has(image, digest)))
        .orElseThrow(() -> notFound(text));
  }

  private static Optional<ImageReference> reference(String text) {
    try {
      return Optional.of(ImageReference.parse(text));
    } catch (CarobException e) {
      return Optional.empty(); // digits of a digest are no name; other texts are reported later
    }
  }

  private static Optional<Found> byName(State state, ImageReference name) {
    return Optional.ofNullable(state.names().get(name))
        .flatMap(state::image)
        .map(image -> new Found(image, Optional.of(name)));
  }

  private static Found byDigits(State state, String text, String digits) {
    if (digits.length() == 64) {
      Digest digest = new Digest("sha256", digits);
      return only(state, image -> has(image, digest)).orElseThrow(() -> notFound(text));
    }
    List<ImageRow> matches =
        state.images().stream().filter(image -> image.id().hex().startsWith(digits)).toList();
    if (matches.size() > 1) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "\""
              + text
              + "\" fits several images: "
              + matches.stream().map(image -> image.id().abbreviated()).sorted().toList()
              + ". Give more digits");
    }
    return matches.stream()
        .findFirst()
        .map(image -> new Found(image, Optional.empty()))
        .orElseThrow(() -> notFound(text));
  }

  private static boolean has(ImageRow image, Digest digest) {
    return image.id().equals(digest) || image.manifest().equals(digest);
  }

  private static Optional<Found> only(State state, Predicate<ImageRow> fits) {
    return state.images().stream()
        .filter(fits)
        .findFirst()
        .map(image -> new Found(image, Optional.empty()));
  }

  static CarobException notFound(String text) {
    return new CarobException(
        ErrorCode.NOT_FOUND,
        "there is no image \""
            + text
            + "\" on this node; import it, or list those that are there (carob image ls)");
  }
}
