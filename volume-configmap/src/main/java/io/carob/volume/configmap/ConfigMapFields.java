package io.carob.volume.configmap;

import io.carob.api.CarobException;
import io.carob.api.volume.VolumeFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The fields of a {@code configMap} volume.
 *
 * @param at where the fields stand in the manifest, for messages
 * @param name the config map
 * @param items which keys to show, and where; empty for all of them, under their own names
 * @param defaultMode mode of the files that no item gives one
 * @param optional whether the config map and the keys may be absent
 */
record ConfigMapFields(
    String at, String name, List<Item> items, int defaultMode, boolean optional) {

  private static final int DEFAULT_MODE = 0644;
  private static final int HIGHEST_MODE = 0777;

  ConfigMapFields {
    items = List.copyOf(items);
  }

  /** One key to show. */
  record Item(String key, FilePath path, int mode) {}

  /**
   * Reads the fields.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} that names the field
   */
  static ConfigMapFields parse(VolumeFields fields) {
    fields.allowOnly(Set.of("name", "items", "defaultMode", "optional"));
    int defaultMode = mode(fields, "defaultMode", DEFAULT_MODE);
    List<Item> items = new ArrayList<>();
    for (VolumeFields item : fields.list("items")) {
      items.add(item(item, defaultMode, items));
    }
    return new ConfigMapFields(
        fields.path(),
        fields.requiredText("name"),
        items,
        defaultMode,
        fields.flag("optional").orElse(false));
  }

  private static Item item(VolumeFields fields, int defaultMode, List<Item> before) {
    fields.allowOnly(Set.of("key", "path", "mode"));
    String key = fields.requiredText("key");
    String text = fields.requiredText("path");
    FilePath path =
        FilePath.parse(text)
            .orElseThrow(() -> fields.invalid("path", FilePath.refusal(text).orElse("")));
    for (Item other : before) {
      if (clash(path, other.path())) {
        throw fields.invalid("path", "is in the way of another item's path, " + other.path());
      }
    }
    return new Item(key, path, mode(fields, "mode", defaultMode));
  }

  private static boolean clash(FilePath a, FilePath b) {
    return a.equals(b) || a.isBelow(b) || b.isBelow(a);
  }

  private static int mode(VolumeFields fields, String name, int otherwise) {
    long mode = fields.number(name).orElse((long) otherwise);
    if (mode < 0 || mode > HIGHEST_MODE) {
      throw fields.invalid(name, "must be between 0 and 0777 (decimal 511), but is " + mode);
    }
    return (int) mode;
  }
}
