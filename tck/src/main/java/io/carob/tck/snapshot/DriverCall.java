package io.carob.tck.snapshot;

import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One call of a driver, as a line of text that goes to another process and back. */
record DriverCall(Operation operation, Path place, Chain parents) {

  private static final String SEPARATOR = "\t";

  enum Operation {
    PREPARE,
    VIEW,
    BEGIN_LAYER,
    COMMIT,
    REMOVE
  }

  static DriverCall parse(String line) {
    List<String> words = Arrays.asList(line.split(SEPARATOR, -1));
    List<Path> parents = words.subList(2, words.size()).stream().map(Path::of).toList();
    return new DriverCall(
        Operation.valueOf(words.get(0)), Path.of(words.get(1)), new Chain(parents));
  }

  String line() {
    return Stream.concat(
            Stream.of(operation.name(), place.toString()),
            parents.places().stream().map(Path::toString))
        .collect(Collectors.joining(SEPARATOR));
  }

  /** For a story. */
  String words() {
    return operation + " of " + place;
  }

  void on(SnapshotDriver driver) {
    List<Path> places = parents.places();
    switch (operation) {
      case PREPARE -> driver.prepare(SnapshotKind.ACTIVE, place, places);
      case VIEW -> driver.prepare(SnapshotKind.VIEW, place, places);
      case BEGIN_LAYER -> driver.beginLayer(place, places);
      case COMMIT -> driver.commit(place, places);
      case REMOVE -> driver.remove(place);
    }
  }
}
