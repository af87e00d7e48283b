package io.carob.volume.emptydir;

import io.carob.api.CarobException;
import io.carob.api.volume.VolumeFields;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of an {@code emptyDir} volume.
 *
 * @param inMemory whether the medium is memory rather than the node's disk
 * @param limit how many bytes may be written; empty for as many as the medium holds
 */
record EmptyDirFields(boolean inMemory, Optional<Long> limit) {

  /**
   * Reads the fields.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} that names the field
   */
  static EmptyDirFields parse(VolumeFields fields) {
    fields.allowOnly(Set.of("medium", "sizeLimit"));
    String medium = fields.text("medium").orElse("");
    if (!medium.isEmpty() && !medium.equals("Memory")) {
      throw fields.invalid("medium", "must be empty or \"Memory\", but is \"" + medium + "\"");
    }
    return new EmptyDirFields(!medium.isEmpty(), limit(fields));
  }

  /** As in Kubernetes, a limit of zero is none. */
  private static Optional<Long> limit(VolumeFields fields) {
    Object value = fields.asMap().get("sizeLimit");
    if (value == null) {
      return Optional.empty();
    }
    // A manifest may write a plain number without quotes.
    String text =
        value instanceof Number ? value.toString() : fields.text("sizeLimit").orElseThrow();
    long bytes =
        Quantity.parse(text)
            .orElseThrow(
                () ->
                    fields.invalid(
                        "sizeLimit", "must be a quantity such as 64Mi or 1G, but is " + text));
    return bytes == 0 ? Optional.empty() : Optional.of(bytes);
  }
}
