package io.carob.tck.snapshot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Places of committed snapshots as drivers get them: nearest first. */
record Chain(List<Path> places) {

  static final Chain EMPTY = new Chain(List.of());

  Chain plus(Path place) {
    List<Path> more = new ArrayList<>();
    more.add(place);
    more.addAll(places);
    return new Chain(List.copyOf(more));
  }

  Path nearest() {
    return places.get(0);
  }
}
