package io.carob.assembly.node;

import static io.carob.assembly.node.BundleWords.failed;
import static io.carob.assembly.node.BundleWords.info;

import io.carob.api.CarobException;
import io.carob.api.node.Bundles.BundleInfo;
import io.carob.assembly.drivers.Refusal;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs and changes bundles that bring no driver, and starts and stops any. */
final class PlainBundles {

  private static final Logger LOG = LoggerFactory.getLogger(PlainBundles.class);
  private static final int DRIVER_LEVEL = 2;

  private final BundleContext context;
  private final OperatorJars jars;
  private final Namesakes namesakes;
  private final BundleWork work;

  PlainBundles(BundleContext context, OperatorJars jars, Namesakes namesakes, BundleWork work) {
    this.context = context;
    this.jars = jars;
    this.namesakes = namesakes;
    this.work = work;
  }

  BundleInfo install(BundleJar read, BundleLimits limits) {
    Bundle bundle;
    try {
      bundle = context.installBundle(namesakes.location(read.name()), read.open());
      bundle.adapt(BundleStartLevel.class).setStartLevel(DRIVER_LEVEL);
    } catch (BundleException e) {
      throw failed("install", read.file().toString(), e);
    }
    boolean keep = false;
    try {
      work.run(
          bundle,
          "start",
          limits.start(),
          () -> BundleStart.ifPossible(bundle),
          () -> Namesakes.discard(bundle));
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
      work.run(bundle, "uninstall", limits.stop(), () -> Namesakes.discard(bundle), () -> {});
    } catch (Refusal e) {
      LOG.warn("Bundle {} is not gone yet: {}", bundle.getSymbolicName(), e.getMessage());
    }
  }

  BundleInfo update(Bundle bundle, BundleJar read, BundleLimits limits) {
    OldVersion old = OldVersion.of(bundle, jars, namesakes);
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
  private void stop(Bundle bundle, OldVersion old, BundleLimits limits) throws Refusal {
    work.run(
        bundle,
        "stop",
        limits.stop(),
        () -> {
          try {
            if (!BundleStart.isFragment(bundle)) {
              bundle.stop(Bundle.STOP_TRANSIENT);
            }
          } catch (BundleException e) {
            if (bundle.getState() == Bundle.ACTIVE) {
              throw new Refusal(String.valueOf(e.getMessage()), e);
            }
            LOG.warn("Bundle {} has stopped, but not in order", bundle.getSymbolicName(), e);
          }
        },
        old::undo);
  }

  private void bring(Bundle bundle, OldVersion old, BundleJar read, BundleLimits limits)
      throws Refusal {
    AtomicBoolean isBack = new AtomicBoolean();
    work.run(
        bundle,
        "update",
        limits.start(),
        () -> {
          try {
            bundle.update(read.open());
            BundleStart.ifPossible(bundle);
          } catch (BundleException | Refusal | CarobException e) {
            isBack.set(true);
            throw failed("update", read.name(), e, old.putBack(e));
          }
        },
        () -> {
          if (!isBack.get()) {
            old.undo();
          } else {
            boolean unused = namesakes.goesWhereReplaced(bundle);
          }
        });
  }

  /** As {@link OldVersion#putBack}, when the new version runs. */
  private String back(Bundle bundle, OldVersion old, CarobException failure, BundleLimits limits) {
    AtomicReference<String> how = new AtomicReference<>("");
    try {
      stop(bundle, old, limits);
      work.run(
          bundle,
          "update",
          limits.start(),
          () -> how.set(old.putBack(failure)),
          () -> {
            boolean unused = namesakes.goesWhereReplaced(bundle);
          });
      return Objects.requireNonNullElse(how.get(), "");
    } catch (Refusal e) {
      failure.addSuppressed(e);
      return "; nor is the old version back: " + e.getMessage();
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
            boolean unused = namesakes.goesWhereReplaced(bundle);
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
}
