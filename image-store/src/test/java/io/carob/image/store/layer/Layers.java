package io.carob.image.store.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.Tar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unpacks layers in the ways that the tests need. */
final class Layers {

  static final String TYPE = "application/vnd.oci.image.layer.v1.tar";

  private Layers() {}

  static LayerResult unpack(byte[] plain, LayerTarget target) {
    return unpack(plain, plain, target, UnpackLimits.DEFAULT);
  }

  static LayerResult unpack(byte[] blob, byte[] plain, LayerTarget target, UnpackLimits limits) {
    return new LayerUnpacker(limits)
        .unpack(
            new ByteArrayInputStream(blob), TYPE, Tar.diffId(plain), target, () -> {}, done -> {});
  }

  static void difference(Tar tar, Path folder) {
    unpack(tar.build(), new LayerTarget.Difference(folder, WhiteoutForm.OVERLAY));
  }

  static void apply(Tar tar, Path folder) {
    unpack(tar.build(), new LayerTarget.Tree(folder));
  }

  static CarobException fails(ErrorCode code, Runnable work) {
    CarobException e = catchThrowableOfType(CarobException.class, work::run);
    assertThat(e).as("fails").isNotNull();
    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
    return e;
  }

  static Path folder(Path temp, String name) {
    try {
      return Files.createDirectories(temp.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
