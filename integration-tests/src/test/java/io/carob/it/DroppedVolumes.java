package io.carob.it;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** Volume plugins that go into a {@link DriverJar}: each of these classes stands alone there. */
final class DroppedVolumes {

  private DroppedVolumes() {}

  /** A folder with one file, which says by which version of the plugin it was made. */
  public static class Good implements VolumePlugin {
    /** Made by Declarative Services. */
    public Good() {}

    @Override
    public String name() {
      return "dropped";
    }

    @Override
    public void validate(VolumeFields fields) {}

    @Override
    public PublishedVolume publish(PublishRequest request) {
      try {
        Path folder = Files.createDirectories(request.place().resolve("data"));
        Files.writeString(folder.resolve("version"), version());
        return new PublishedVolume(folder, true);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void unpublish(UnpublishRequest request) {
      try {
        Files.deleteIfExists(request.place().resolve("data/version"));
        Files.deleteIfExists(request.place().resolve("data"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String version() throws IOException {
      try (InputStream in =
          Objects.requireNonNull(Good.class.getResourceAsStream("/" + DriverJar.VERSION))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /** Cannot be made. */
  public static final class Throwing extends Good {
    /** Throws. */
    public Throwing() {
      throw new IllegalStateException("no room today");
    }
  }

  /** Is never made, whoever interrupts it. */
  public static final class Hanging extends Good {
    /** Hangs. */
    public Hanging() {
      CountDownLatch never = new CountDownLatch(1);
      while (never.getCount() > 0) {
        try {
          never.await();
        } catch (InterruptedException e) {
          // hangs on
        }
      }
    }
  }

  /** Says of itself that it does not work. */
  public static final class Sick extends Good {
    /** Made by Declarative Services. */
    public Sick() {}

    @Override
    public void selfCheck(Path scratch) {
      throw new CarobException(ErrorCode.UNSUPPORTED, "no disk today");
    }
  }
}
