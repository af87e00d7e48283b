package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.ArchiveFormat;
import io.carob.api.image.Image;
import io.carob.api.image.ImageBuilder;
import io.carob.api.image.ImageChanges;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes every image that it is asked for; a file that begins with "root" is a file system. */
public final class FakeBuilder implements ImageBuilder {

  /** What was asked for, in words. */
  public final Queue<String> calls = new ConcurrentLinkedQueue<>();

  private final FakeImages images;

  FakeBuilder(FakeImages images) {
    this.images = images;
  }

  @Override
  public void exportArchive(
      List<String> names, Path target, ArchiveFormat format, ImportProgress progress) {
    names.forEach(images::get);
    if (Files.exists(target)) {
      throw new CarobException(ErrorCode.ALREADY_EXISTS, target + " is there");
    }
    progress.progress("blob 1", 10, 10);
    try {
      Files.writeString(target, format + " of " + names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isRootFs(Path file) {
    try {
      return Files.exists(file) && Files.readString(file).startsWith("root");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Image importRootFs(
      Path tar, ImageReference name, ImageChanges changes, ImportProgress progress) {
    calls.add("rootfs " + name + changed(changes));
    return images.put(name.toString());
  }

  @Override
  public Image append(
      Optional<String> base,
      List<Path> layers,
      ImageReference name,
      ImageChanges changes,
      ImportProgress progress) {
    base.ifPresent(images::get);
    calls.add("append " + base + layers + " " + name + changed(changes));
    return images.put(name.toString());
  }

  @Override
  public Image commit(
      String driver,
      SnapshotKey container,
      Optional<String> base,
      ImageReference name,
      ImageChanges changes,
      ImportProgress progress) {
    calls.add("commit " + driver + " " + container + " " + name + changed(changes));
    return images.put(name.toString());
  }

  private static String changed(ImageChanges changes) {
    return " "
        + changes.entrypoint()
        + changes.cmd()
        + changes.env()
        + changes.labels()
        + changes.workingDir()
        + changes.user()
        + changes.author()
        + changes.comment()
        + changes.created();
  }
}
