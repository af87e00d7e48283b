package io.carob.assembly.node;

import static io.carob.assembly.node.BundleWords.failed;
import static io.carob.assembly.node.BundleWords.info;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Bundles.BundleInfo;
import io.carob.assembly.drivers.DriverBundles;
import io.carob.assembly.drivers.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs and changes bundles that bring no driver, and starts and stops any. */
final class PlainBundles {

  /** What the locations of an operator's bundles begin with. */
  static final String LOCATION = "carob:";

  private static final Logger LOG = LoggerFactory.getLogger(PlainBundles.class);
  private static final int DRIVER_LEVEL = 2;

  private final BundleContext context;
  private final OperatorJars jars;
  private final DriverBundles drivers;
  private final BundleWork work;
  private final AtomicInteger number = new AtomicInteger();

  PlainBundles(BundleContext context, OperatorJars jars, DriverBundles drivers, BundleWork work) {
    this.context = context;
    this.jars = jars;
    this.drivers = drivers;
    this.work = work;
  }

  BundleInfo install(BundleJar read, BundleLimits limits) {
    Bundle bundle;
    try {
      bundle = context.installBundle(location(read.name()), read.open());
      bundle.adapt(BundleStartLevel.class).setStartLevel(DRIVER_LEVEL);
    } catch (BundleException e) {
      throw failed("install", read.file().toString(), e);
    }
    boolean keep = false;
    try {
      work.run(
          bundle, "start", limits.start(), () -> startIfPossible(bundle), () -> discard(bundle));
      jars.keep(read);
      keep = true;
      return info(bundle);
    } catch (Refusal e) {
      keep = e.isHanging();
      throw failed("start", read.name(), e);
    } finally {
      if (!keep) {
        discard(bundle, limits);
      }
    }
  }

  private void discard(Bundle bundle, BundleLimits limits) {
    try {
      work.run(bundle, "uninstall", limits.stop(), () -> discard(bundle), () -> {});
    } catch (Refusal e) {
      LOG.warn("Bundle {} is not gone yet: {}", bundle.getSymbolicName(), e.getMessage());
    }
  }

  /** One that hangs may have the usual one. */
  private String location(String name) {
    String location = LOCATION + name;
    return context.getBundle(location) == null
        ? location
        : location + "@beside-" + number.incrementAndGet();
  }

  private static void discard(Bundle bundle) {
    try {
      bundle.uninstall();
    } catch (BundleException | IllegalStateException e) {
      LOG.warn("Bundle {} cannot be uninstalled", bundle.getSymbolicName(), e);
    }
  }

  /** What hung ended after all; if the operator has brought another in its place, it goes. */
  private boolean goesWhereReplaced(Bundle bundle) {
    boolean replaced = isReplaced(bundle);
    if (replaced) {
      discard(bundle);
    }
    return replaced;
  }

  /** Whether another bundle of that name runs. */
  boolean isReplaced(Bundle bundle) {
    return Arrays.stream(context.getBundles())
        .anyMatch(
            other ->
                !other.equals(bundle)
                    && other.getState() == Bundle.ACTIVE
                    && !isTried(other)
                    && !drivers.isLeaving(other)
                    && bundle.getSymbolicName().equals(other.getSymbolicName()));
  }

  BundleInfo update(Bundle bundle, BundleJar read, BundleLimits limits) {
    byte[] old = currentBytes(bundle);
    try {
      stop(bundle, old, limits);
      bring(bundle, old, read, limits);
    } catch (Refusal e) {
      String after =
          "; the old version is back when it ends, or with the next start of the service";
      throw failed("update", read.name(), e, e.isHanging() ? after : "");
    }
    try {
      jars.keep(read);
      return info(bundle);
    } catch (CarobException e) {
      throw failed("update", read.name(), e, back(bundle, old, e, limits));
    }
  }

  /** Stops a bundle for an update; it may take longer than a start. */
  private void stop(Bundle bundle, byte[] old, BundleLimits limits) throws Refusal {
    work.run(
        bundle,
        "stop",
        limits.stop(),
        () -> {
          try {
            if (!isFragment(bundle)) {
              bundle.stop(Bundle.STOP_TRANSIENT);
            }
          } catch (BundleException e) {
            if (bundle.getState() == Bundle.ACTIVE) {
              throw new Refusal(String.valueOf(e.getMessage()), e);
            }
            LOG.warn("Bundle {} has stopped, but not in order", bundle.getSymbolicName(), e);
          }
        },
        () -> undo(bundle, old));
  }

  private void bring(Bundle bundle, byte[] old, BundleJar read, BundleLimits limits)
      throws Refusal {
    AtomicBoolean isBack = new AtomicBoolean();
    work.run(
        bundle,
        "update",
        limits.start(),
        () -> {
          try {
            bundle.update(read.open());
            startIfPossible(bundle);
          } catch (BundleException | Refusal | CarobException e) {
            isBack.set(true);
            throw failed("update", read.name(), e, putBack(bundle, old, e));
          }
        },
        () -> {
          if (!isBack.get()) {
            undo(bundle, old);
          } else {
            boolean unused = goesWhereReplaced(bundle);
          }
        });
  }

  /** The update of a bundle came too late. */
  private void undo(Bundle bundle, byte[] old) {
    if (!goesWhereReplaced(bundle)) {
      String how = putBack(bundle, old, new IllegalStateException("late"));
      LOG.warn("The update of {} came too late{}", bundle.getSymbolicName(), how);
    }
  }

  /** As {@link #putBack}, when the new version runs. */
  private String back(Bundle bundle, byte[] old, CarobException failure, BundleLimits limits) {
    AtomicReference<String> how = new AtomicReference<>("");
    try {
      stop(bundle, old, limits);
      work.run(
          bundle,
          "update",
          limits.start(),
          () -> how.set(putBack(bundle, old, failure)),
          () -> {
            boolean unused = goesWhereReplaced(bundle);
          });
      return Objects.requireNonNullElse(how.get(), "");
    } catch (Refusal e) {
      failure.addSuppressed(e);
      return "; nor is the old version back: " + e.getMessage();
    }
  }

  /** Goes back to the version from before a failed update; answers how that went. */
  private static String putBack(Bundle bundle, byte[] old, Exception failure) {
    try {
      bundle.update(new ByteArrayInputStream(old));
      startIfPossible(bundle);
      return "; the old version is back";
    } catch (BundleException | Refusal | IllegalStateException e) {
      failure.addSuppressed(e);
      return "; nor does the old version start again ("
          + e.getMessage()
          + "): give a jar that works to `carob bundle update "
          + bundle.getSymbolicName()
          + "`, or restart the service";
    }
  }

  /** Changes what a bundle does; when that hangs, the bundle is left as it is when it ends. */
  BundleInfo change(String operation, Bundle bundle, Change change, BundleLimits limits) {
    try {
      work.run(
          bundle,
          operation,
          limits.of(operation),
          () -> change(bundle, change),
          () -> {
            boolean unused = goesWhereReplaced(bundle);
          });
      return info(bundle);
    } catch (Refusal e) {
      throw failed(operation, bundle.getSymbolicName(), e);
    }
  }

  private static void change(Bundle bundle, Change change) throws Refusal {
    try {
      change.of(bundle);
    } catch (BundleException | IllegalStateException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
  }

  /** What is done to a bundle. */
  interface Change {
    /** Does it. */
    void of(Bundle bundle) throws BundleException, Refusal;
  }

  private byte[] currentBytes(Bundle bundle) {
    String location = bundle.getLocation();
    String name = bundle.getSymbolicName();
    try {
      return jars.find(name).isPresent()
          ? Files.readAllBytes(jars.find(name).get())
          : Files.readAllBytes(OperatorJars.fileOf(location));
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "bundle "
              + name
              + " cannot be updated: its present jar "
              + location
              + " cannot be read, so there would be no way back",
          e);
    }
  }

  static void startIfPossible(Bundle bundle) throws Refusal {
    try {
      if (!isFragment(bundle)) {
        bundle.start();
      }
    } catch (BundleException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean isFragment(Bundle bundle) {
    return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
  }

  /**
   * Whether what was begun with a bundle has not ended: it holds the framework's lock of the
   * bundle, so nothing can be done to it, and it counts as not there.
   */
  boolean isTried(Bundle bundle) {
    return (bundle.getLocation().startsWith(LOCATION) && drivers.isTried(bundle))
        || work.hanging(bundle).isPresent();
  }
}
