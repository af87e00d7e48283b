package io.carob.assembly.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.assembly.node.BundleNames.Named;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleNamesTest {

  private static final List<Named> BUNDLES =
      List.of(
          new Named(0, "org.apache.felix.framework"),
          new Named(1, "io.carob.api"),
          new Named(2, "io.carob.snapshotter.overlay"),
          new Named(3, "io.carob.snapshotter.nativecopy"),
          new Named(12, "org.acme.volume.nfs"),
          new Named(13, "org.acme.snapshotter.nfs"),
          new Named(14, "io.carob.volume.emptydir"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3",
        "io.carob.snapshotter.nativecopy",
        "carob-snapshotter-native-copy",
        "snapshotter-native-copy",
        "snapshotter.nativecopy",
        "native-copy",
        "nativecopy"
      })
  void aBundleIsNamedInEveryUsualWay(String name) {
    assertThat(BundleNames.choose(BUNDLES, name).id()).isEqualTo(3);
  }

  @Test
  void lastPartIsEnoughWhereItIsTheOnlyOne() {
    assertThat(BundleNames.choose(BUNDLES, "overlay").id()).isEqualTo(2);
    assertThat(BundleNames.choose(BUNDLES, "emptyDir").id()).isEqualTo(14);
  }

  @Test
  void severalThatFitAreListed() {
    assertThatThrownBy(() -> BundleNames.choose(BUNDLES, "nfs"))
        .hasMessageContaining("org.acme.volume.nfs (12)")
        .hasMessageContaining("org.acme.snapshotter.nfs (13)")
        .extracting(e -> ((CarobException) e).code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void nothingThatFitsIsNotFound() {
    for (String name : List.of("4", "", "snapshotter", "carob", "-", "io.carob")) {
      assertThatThrownBy(() -> BundleNames.choose(BUNDLES, name))
          .as(name)
          .extracting(e -> ((CarobException) e).code())
          .isEqualTo(ErrorCode.NOT_FOUND);
    }
  }
}
