package io.carob.example.btrfs;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.fs.Subvolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Size limits by btrfs's quotas, where the file system has them switched on. The limit stands in
 * the file {@code limit} of the place, so that {@code prepare} finds it again after a crash.
 */
final class BtrfsQuota {

  private static final String NOTE = "limit";

  private BtrfsQuota() {}

  /** Notes the limit of the subvolume that is made next. */
  static void note(Path place, long bytes) {
    require(place);
    try {
      Path growing = Files.writeString(place.resolve("limit.new"), Long.toString(bytes));
      Files.move(growing, place.resolve(NOTE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("noting the limit of", place, e);
    }
  }

  private static void require(Path place) {
    if (!Subvolume.isPossibleIn(place)) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED, "limit of " + place + ": it does not lie on btrfs");
    }
    try {
      Subvolume.limit(place, 0);
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND) { // the quotas are just being switched on
        throw new CarobException(ErrorCode.UNSUPPORTED, String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  /** Gives a new subvolume the limit that was noted for its place, if one was. */
  static void apply(BtrfsPlace place, Path subvolume) {
    Path note = place.folder().resolve(NOTE);
    if (Files.exists(note)) {
      try {
        Subvolume.limit(subvolume, Long.parseLong(Files.readString(note)));
      } catch (IOException e) {
        throw failed("reading the limit of", place.folder(), e);
      }
    }
  }

  private static CarobException failed(String operation, Path place, IOException e) {
    boolean full = String.valueOf(e.getMessage()).contains("No space left");
    return new CarobException(
        full ? ErrorCode.RESOURCE_EXHAUSTED : ErrorCode.INTERNAL,
        operation + " " + place + " failed: " + e.getMessage() + (full ? "; free some space" : ""),
        e);
  }
}
