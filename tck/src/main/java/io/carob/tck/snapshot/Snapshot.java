package io.carob.tck.snapshot;

import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An active or view snapshot on the bench. */
record Snapshot(Bench bench, SnapshotKind kind, Path place, Chain parents) {

  void prepare() {
    bench.driver().prepare(kind, place, parents.places());
  }

  List<Mount> mounts() {
    return bench.driver().mounts(kind, place, parents.places());
  }

  Usage usage() {
    return bench.driver().usage(place, parents.places());
  }

  /** Turns it into a committed one; the answer has it on top of its parents. */
  Chain commit() {
    bench.driver().commit(place, parents.places());
    return parents.plus(place);
  }

  /** Mounts it, runs the work on its root, unmounts. */
  void shown(Work work) throws IOException {
    Path target = bench.newTarget();
    Fs.mount(mounts(), target);
    bench.story().step("mounted what shows " + place + " on " + target);
    try {
      work.on(target);
    } finally {
      Fs.unmount(target);
      bench.story().step("unmounted " + target);
    }
  }

  /** What a container would see. */
  TreeState state() throws IOException {
    TreeState[] state = new TreeState[1];
    shown(root -> state[0] = TreeState.of(root));
    return state[0];
  }

  /** Something done with a tree. */
  @FunctionalInterface
  interface Work {
    void on(Path root) throws IOException;
  }
}
