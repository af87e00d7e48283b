package io.carob.assembly.drivers;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Volume plugins that go into the jars of tests. */
public final class TestVolumes {

  /** Under this key of the system's properties lies the latch that {@link Hanging} waits for. */
  static final String LATCH = "carob.test.latch";

  /** A key of the system's properties: with it {@link Moody} can be made. */
  static final String MOOD = "carob.test.mood";

  private TestVolumes() {}

  /** All is well with it. */
  public static class Good implements VolumePlugin {
    @Override
    public String name() {
      return "good";
    }

    @Override
    public void validate(VolumeFields fields) {}

    @Override
    public PublishedVolume publish(PublishRequest request) {
      throw new UnsupportedOperationException("never published");
    }

    @Override
    public void unpublish(UnpublishRequest request) {}

    /** Whoever interrupts it. */
    static void awaitLatch() {
      CountDownLatch latch =
          (CountDownLatch) Objects.requireNonNull(System.getProperties().get(LATCH), LATCH);
      boolean open = false;
      while (!open) {
        try {
          latch.await();
          open = true;
        } catch (InterruptedException e) {
          // hangs on
        }
      }
    }
  }

  /** Says of itself that it does not work. */
  public static final class Sick extends Good {
    @Override
    public void selfCheck(Path scratch) {
      throw new CarobException(ErrorCode.UNSUPPORTED, "no disk today");
    }
  }

  /** Leaves a thread behind that waits for the latch. */
  public static final class Leaking extends Good {
    /** Starts the thread. */
    public Leaking() {
      new Thread(this::leak, "leak").start();
    }

    private void leak() {
      awaitLatch();
    }
  }

  /** Cannot be made. */
  public static final class Throwing extends Good {
    /** Throws. */
    public Throwing() {
      throw new IllegalStateException("no room today");
    }
  }

  /** Cannot be made while {@link #MOOD} is not among the system's properties. */
  public static final class Moody extends Good {
    /** Throws, or does not. */
    public Moody() {
      if (!System.getProperties().containsKey(MOOD)) {
        throw new IllegalStateException("no mood today");
      }
    }
  }

  /** Cannot be made once its latch opens. */
  public static final class Doomed extends Good {
    /** Hangs, and throws. */
    public Doomed() {
      awaitLatch();
      throw new IllegalStateException("no latch today");
    }
  }

  /** Its bundle does not stop before its latch opens, but for the first time. */
  public static final class Staying extends Good implements BundleActivator {

    private static final AtomicInteger STOPS = new AtomicInteger();

    @Override
    public void start(BundleContext context) {}

    @Override
    public void stop(BundleContext context) {
      if (STOPS.incrementAndGet() > 1) {
        awaitLatch();
      }
    }
  }

  /** Is not made before its latch opens, whoever interrupts it. */
  public static final class Hanging extends Good {
    /** Hangs. */
    public Hanging() {
      awaitLatch();
    }
  }
}
