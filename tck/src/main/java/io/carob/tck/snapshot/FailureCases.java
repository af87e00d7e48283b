package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** S10: failures have a code and leave a place that can be cleared. */
final class FailureCases {

  private FailureCases() {}

  static void mountsNeedAPreparedPlace(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.small());
    for (SnapshotKind kind : List.of(SnapshotKind.ACTIVE, SnapshotKind.VIEW)) {
      Path never = bench.newPlace();
      fails(
          ErrorCode.FAILED_PRECONDITION, () -> bench.driver().mounts(kind, never, chain.places()));
      cleared(bench, never);
    }
  }

  static void commitNeedsAPreparedOrBegunPlace(Bench bench) throws IOException {
    Path never = bench.newPlace();
    fails(ErrorCode.FAILED_PRECONDITION, () -> bench.driver().commit(never, List.of()));
    cleared(bench, never);
  }

  static void removalAndDeletionClearEveryKindOfPlace(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Snapshot active = bench.active(chain);
    active.shown(Edits::everything);
    cleared(bench, active.place());
    cleared(bench, bench.view(chain).place());
    Path begun = bench.newPlace();
    bench.driver().beginLayer(begun, chain.places());
    cleared(bench, begun);
    cleared(bench, chain.nearest());
    cleared(bench, bench.newPlace());
    assertThat(bench.mountTable()).isEmpty();
  }

  static void cutOffLayerIsCleared(Bench bench) throws IOException {
    Path place = bench.newPlace();
    LayerTarget target = bench.driver().beginLayer(place, List.of());
    if (target instanceof LayerTarget.Stream stream) {
      Throwable failure = catchThrowable(() -> stream.sink().accept(new BrokenStream()));
      assertThat(failure).as("the failure of the stream").isInstanceOf(IOException.class);
    } else {
      LayerWriters.writeHalf(target, Trees.everyKind());
    }
    cleared(bench, place);
  }

  private static void cleared(Bench bench, Path place) throws IOException {
    bench.driver().remove(place);
    Fs.removeTree(place);
    assertThat(Files.exists(place)).isFalse();
  }

  private static void fails(ErrorCode code, Runnable call) {
    Throwable failure = catchThrowable(call::run);
    assertThat(failure).isInstanceOf(CarobException.class);
    assertThat(((CarobException) failure).code()).isEqualTo(code);
  }
}
