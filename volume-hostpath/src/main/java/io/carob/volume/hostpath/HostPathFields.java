package io.carob.volume.hostpath;

import io.carob.api.CarobException;
import io.carob.api.volume.VolumeFields;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The fields of a {@code hostPath} volume.
 *
 * @param at where the fields stand in the manifest, for messages
 * @param path the host's path, absolute and without {@code ..}
 * @param type what must be there
 */
record HostPathFields(String at, Path path, HostPathType type) {

  /**
   * Reads the fields.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} that names the field
   */
  static HostPathFields parse(VolumeFields fields) {
    fields.allowOnly(Set.of("path", "type"));
    String word = fields.text("type").orElse("");
    HostPathType type =
        HostPathType.of(word)
            .orElseThrow(
                () ->
                    fields.invalid(
                        "type", "\"%s\" is not one of %s".formatted(word, HostPathType.words())));
    return new HostPathFields(fields.path(), path(fields), type);
  }

  private static Path path(VolumeFields fields) {
    String text = fields.requiredText("path");
    try {
      Path path = Path.of(text);
      if (!path.isAbsolute()) {
        throw fields.invalid("path", "must be absolute, but is \"" + text + "\"");
      }
      for (Path name : path) {
        if (name.toString().equals("..")) {
          throw fields.invalid("path", "must not contain \"..\", but is \"" + text + "\"");
        }
      }
      return path.normalize();
    } catch (InvalidPathException e) {
      throw fields.invalid("path", "is no file name here: " + e.getReason());
    }
  }
}
