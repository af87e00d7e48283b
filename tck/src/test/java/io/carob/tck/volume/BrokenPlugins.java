package io.carob.tck.volume;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.VolumeFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Plugins that break one clause each. */
final class BrokenPlugins {

  private BrokenPlugins() {}

  /** Breaks V1: knows its volumes from memory only, and takes those of others for foreign. */
  static final class Forgetful extends ReferencePlugin {
    private final Set<Path> mine = ConcurrentHashMap.newKeySet();

    @Override
    public PublishedVolume publish(PublishRequest request) {
      Path folder = request.place().resolve("data");
      if (mine.add(request.place()) && Files.exists(folder)) {
        throw new CarobException(ErrorCode.ALREADY_EXISTS, folder + " is not mine");
      }
      return super.publish(request);
    }
  }

  /** Breaks V2: begins anew each time. */
  static final class Wiping extends ReferencePlugin {
    @Override
    public PublishedVolume publish(PublishRequest request) {
      PublishedVolume volume = super.publish(request);
      io(() -> Files.deleteIfExists(volume.path().resolve("tck-written")));
      return volume;
    }
  }

  /** Breaks V3: writes beside its place. */
  static final class Littering extends ReferencePlugin {
    @Override
    public PublishedVolume publish(PublishRequest request) {
      io(() -> Files.writeString(request.place().resolveSibling("log"), "published"));
      return super.publish(request);
    }
  }

  /** Breaks V4: serves every pod from the first place. */
  static final class Sharing extends ReferencePlugin {
    private @Nullable PublishedVolume first;

    @Override
    public synchronized PublishedVolume publish(PublishRequest request) {
      PublishedVolume own = super.publish(request);
      if (first == null || !Files.exists(first.path())) {
        first = own;
      }
      return first;
    }
  }

  /** Breaks V5: leaves its mount. */
  static final class Mounting extends ReferencePlugin {
    @Override
    public PublishedVolume publish(PublishRequest request) {
      PublishedVolume volume = super.publish(request);
      if (Mounts.below(volume.path()).isEmpty()) {
        String path = volume.path().toString();
        io(
            () ->
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "tck", path)
                    .start()
                    .waitFor());
      }
      return volume;
    }
  }

  /**
   * Breaks V6: writes one file after the other over the old ones, while the suite's reader reads.
   */
  static final class Overwriting extends ReferencePlugin {
    private static final long READING_NANOS = 20_000_000;

    @Override
    public PublishedVolume publish(PublishRequest request) {
      Path folder = request.place().resolve("data");
      io(
          () -> {
            Files.createDirectories(folder);
            String object = request.fields().requiredText("object");
            for (Map.Entry<String, byte[]> file : data(request, object).entrySet()) {
              Files.write(folder.resolve(file.getKey()), file.getValue());
              letReaderRead();
            }
            return folder;
          });
      return new PublishedVolume(folder, true);
    }

    /** Until the reader, if there is one, has worked long enough to have read all files again. */
    private static void letReaderRead() throws InterruptedException {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      for (Thread reader : Thread.getAllStackTraces().keySet()) {
        if (reader.getName().equals("tck-reader")) {
          long before = threads.getThreadCpuTime(reader.getId());
          while (reader.isAlive()
              && threads.getThreadCpuTime(reader.getId()) - before < READING_NANOS) {
            Thread.sleep(1);
          }
        }
      }
    }
  }

  /** Breaks V7: passes the place through a field of the instance. */
  static final class Racing extends ReferencePlugin {
    private final Thread maker = Thread.currentThread();
    private final CountDownLatch two = new CountDownLatch(2);
    private volatile @Nullable PublishRequest current;

    @Override
    public PublishedVolume publish(PublishRequest request) {
      current = request;
      if (Thread.currentThread() != maker) { // one of several at once: they surely meet here
        two.countDown();
        io(() -> two.await(60, TimeUnit.SECONDS));
      }
      PublishRequest now = current;
      return super.publish(now == null ? request : now);
    }
  }

  /** Breaks V8: trusts what the manifest says. */
  static final class Trusting extends ReferencePlugin {
    @Override
    public void validate(VolumeFields fields) {}
  }

  private interface Action {
    Object run() throws IOException, InterruptedException;
  }

  private static void io(Action action) {
    try {
      Object unused = action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
