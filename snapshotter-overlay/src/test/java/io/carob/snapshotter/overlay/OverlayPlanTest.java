package io.carob.snapshotter.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.snapshot.SnapshotKind;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlayPlanTest {

  private static final Path PLACE = Path.of("/s/9");
  private static final List<Path> PARENTS = List.of(Path.of("/s/2"), Path.of("/s/1"));

  @Test
  void activeHasItsUpperOverTheParentsNearestFirst() {
    Mount mount = only(OverlayPlan.mounts(SnapshotKind.ACTIVE, PLACE, PARENTS));
    assertThat(mount.type()).isEqualTo("overlay");
    assertThat(mount.readOnly()).isFalse();
    assertThat(mount.options())
        .startsWith("lowerdir=/s/2/fs:/s/1/fs", "upperdir=/s/9/fs", "workdir=/s/9/work")
        .contains("index=off", "metacopy=off", "redirect_dir=nofollow")
        .doesNotContain("volatile");
  }

  @Test
  void viewIsLowerFoldersOnlyWithItsOwnOnTop() {
    Mount mount = only(OverlayPlan.mounts(SnapshotKind.VIEW, PLACE, PARENTS.subList(0, 1)));
    assertThat(mount.readOnly()).isTrue();
    assertThat(mount.options())
        .contains("lowerdir=/s/9/fs:/s/2/fs")
        .noneMatch(option -> option.startsWith("upperdir="));
  }

  @Test
  void withoutParentsThereIsNothingToStack() {
    assertThat(OverlayPlan.mounts(SnapshotKind.ACTIVE, PLACE, List.of()))
        .containsExactly(Mount.bind("/s/9/fs", false));
    assertThat(OverlayPlan.mounts(SnapshotKind.VIEW, PLACE, List.of()))
        .containsExactly(Mount.bind("/s/9/fs", true));
  }

  @Test
  void moreLayersThanTheKernelStacksAreUnsupported() {
    List<Path> most = Collections.nCopies(OverlayPlan.MAX_LOWER - 1, Path.of("/s/1"));
    OverlayPlan.checkStack(PLACE, most);
    List<Path> tooMany = Collections.nCopies(OverlayPlan.MAX_LOWER, Path.of("/s/1"));
    unsupported(() -> OverlayPlan.checkStack(PLACE, tooMany));
  }

  @Test
  void separatorsInPathsAreUnsupported() {
    for (String odd : List.of("/a:b", "/a,b", "/a\\b", "/a\"b")) {
      unsupported(() -> OverlayPlan.checkStack(Path.of(odd), List.of()));
      unsupported(() -> OverlayPlan.checkStack(PLACE, List.of(Path.of(odd))));
    }
  }

  private static Mount only(List<Mount> mounts) {
    assertThat(mounts).hasSize(1);
    return mounts.get(0);
  }

  private static void unsupported(Runnable call) {
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
  }
}
