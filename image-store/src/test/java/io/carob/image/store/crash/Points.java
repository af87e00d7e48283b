package io.carob.image.store.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Every point of {@link io.carob.image.store.fault.Faults}; the child refuses one not listed. */
final class Points {

  /** Passed when a store opens on what a crash has left. */
  static final List<String> AT_START = List.of("recovery.rows", "ingest.delete");

  private static final List<String> SELDOM =
      List.of(
          "blob.folder.fsync",
          "blob.read",
          "commit.driver",
          "commit.row",
          "commit.seal",
          "commit.sealed",
          "drop.rows",
          "gc.dropped",
          "gc.image",
          "gc.layer",
          "import.blobs",
          "import.row",
          "part.fsync",
          "part.write",
          "pull.blobs",
          "record.sync",
          "repair.compared",
          "repair.row",
          "sync",
          "sync.rows");

  private static final List<String> OFTEN =
      List.of(
          "blob.delete",
          "blob.fsync",
          "blob.published",
          "blob.rename",
          "blob.write",
          "garbage.removed",
          "layer.begun",
          "layer.committed",
          "layer.filled",
          "layer.row",
          "meta.commit",
          "meta.committed",
          "place.mkdir",
          "prepare.driver",
          "prepare.folder",
          "prepare.row",
          "remove.place",
          "remove.row",
          "trash.delete",
          "trash.deleted",
          "trash.rename",
          "trash.renamed");

  /** Most visits that are waited for, by point. */
  static final Map<String, Integer> VISITS = visits();

  private Points() {}

  private static Map<String, Integer> visits() {
    Map<String, Integer> visits = new TreeMap<>();
    AT_START.forEach(point -> visits.put(point, 1));
    SELDOM.forEach(point -> visits.put(point, 3));
    OFTEN.forEach(point -> visits.put(point, 25));
    return Collections.unmodifiableMap(visits);
  }

  /** All, in the order that a random number says. */
  static List<String> shuffled(Random random) {
    List<String> all = new ArrayList<>(VISITS.keySet());
    Collections.shuffle(all, random);
    return all;
  }
}
