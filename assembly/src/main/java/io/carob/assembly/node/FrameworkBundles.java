package io.carob.assembly.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Bundles;
import io.carob.assembly.drivers.Admission;
import io.carob.assembly.drivers.DriverBundles;
import io.carob.assembly.drivers.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The bundles of the running framework. What an operator installs or updates is kept in a folder
 * beside the data, so that it is there again after a restart.
 */
final class FrameworkBundles implements Bundles {

  private static final int DRIVER_LEVEL = 2;
  private static final String LOCATION = "carob:";

  private final BundleContext context;
  private final OperatorJars jars;
  private final Path folder;
  private final DriverBundles drivers;
  private final Admission admission;
  private final Map<String, String> troubles = new ConcurrentHashMap<>();

  /**
   * The bundles of the framework of this context.
   *
   * @param folder where the operator's jars are kept
   * @param drivers starts and replaces drivers
   * @param admission what is asked of each jar
   */
  FrameworkBundles(BundleContext context, Path folder, DriverBundles drivers, Admission admission) {
    this.context = context;
    this.jars = new OperatorJars(folder);
    this.folder = folder;
    this.drivers = drivers;
    this.admission = admission;
  }

  @Override
  public List<BundleInfo> list() {
    return Arrays.stream(context.getBundles())
        .sorted(Comparator.comparingLong(Bundle::getBundleId))
        .map(FrameworkBundles::info)
        .toList();
  }

  @Override
  public synchronized BundleInfo install(Path jar) {
    try (BundleJar read = BundleJar.read(jar, folder)) {
      refuseWhatIsThere(read);
      admit("install", read, "");
      return read.isDriver() ? installDriver(read) : installOther(read);
    }
  }

  private void refuseWhatIsThere(BundleJar read) {
    for (Bundle bundle : context.getBundles()) {
      if (read.name().equals(bundle.getSymbolicName()) && !isTried(bundle)) {
        throw new CarobException(
            ErrorCode.ALREADY_EXISTS,
            "bundle "
                + read.name()
                + " is installed, version "
                + bundle.getVersion()
                + "; replace it with `carob bundle update "
                + read.name()
                + " "
                + read.file()
                + "`");
      }
    }
  }

  private BundleInfo installOther(BundleJar read) {
    Bundle bundle;
    try {
      bundle = context.installBundle(LOCATION + read.name(), read.open());
      bundle.adapt(BundleStartLevel.class).setStartLevel(DRIVER_LEVEL);
    } catch (BundleException e) {
      throw failed("install", read.file().toString(), e);
    }
    try {
      startIfPossible(bundle);
      jars.keep(read);
      return info(bundle);
    } catch (BundleException | CarobException e) {
      try {
        bundle.uninstall();
      } catch (BundleException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw failed("start", read.name(), e);
    }
  }

  @Override
  public synchronized BundleInfo update(String nameOrId, Path jar) {
    Bundle bundle = notOfTheFolder(changeable(nameOrId));
    try (BundleJar read = BundleJar.read(jar, folder)) {
      if (!read.name().equals(bundle.getSymbolicName())) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT,
            "jar "
                + jar
                + " holds bundle "
                + read.name()
                + ", not "
                + bundle.getSymbolicName()
                + "; a bundle can only be replaced by its own kind");
      }
      String after = "; version " + bundle.getVersion() + " goes on as before";
      admit("update", read, after);
      BundleInfo updated =
          DriverBundles.isDriver(bundle) || read.isDriver()
              ? replaceDriver(bundle, read, after)
              : updateOther(bundle, read);
      troubles.remove(read.name());
      return updated;
    } catch (CarobException e) {
      troubles.put(bundle.getSymbolicName(), String.valueOf(e.getMessage()));
      throw e;
    }
  }

  @Override
  public Map<String, String> troubles() {
    return Map.copyOf(troubles);
  }

  private BundleInfo updateOther(Bundle bundle, BundleJar read) {
    byte[] old = currentBytes(bundle);
    try {
      bundle.update(read.open());
      startIfPossible(bundle);
      jars.keep(read);
      return info(bundle);
    } catch (BundleException | CarobException e) {
      throw failed("update", read.name(), e, putBack(bundle, old, e));
    }
  }

  private void admit(String operation, BundleJar read, String after) {
    try {
      admission.check(read.copy());
    } catch (Refusal e) {
      throw refused(operation, read, e, after);
    }
  }

  private BundleInfo installDriver(BundleJar read) {
    try {
      Bundle bundle = drivers.add(read.copy(), LOCATION, admission.limit(), () -> {}).bundle();
      jars.keep(read);
      return info(bundle);
    } catch (Refusal e) {
      throw refused("install", read, e, "");
    }
  }

  /** Drivers are replaced without a gap: the new one is there before the old one goes. */
  private BundleInfo replaceDriver(Bundle old, BundleJar read, String after) {
    try {
      Bundle bundle =
          drivers
              .replace(old, read.copy(), LOCATION, admission.limit(), () -> {}, serves -> {})
              .bundle();
      jars.keep(read);
      return info(bundle);
    } catch (Refusal e) {
      throw refused("update", read, e, after);
    }
  }

  private static CarobException refused(String operation, BundleJar read, Refusal e, String after) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "cannot " + operation + " jar " + read.file() + ": " + e.getMessage() + after,
        e);
  }

  /**
   * Whether the start of an operator's bundle has not ended: it holds the framework's lock of the
   * bundle, so nothing can be done to it, and it counts as not there.
   */
  private boolean isTried(Bundle bundle) {
    return bundle.getLocation().startsWith(LOCATION) && drivers.isTried(bundle);
  }

  /** What a watched folder holds is changed there: else the folder would bring it back. */
  private static Bundle notOfTheFolder(Bundle bundle) {
    if (bundle.getLocation().startsWith(DriverBundles.FOLDER)) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "bundle "
              + bundle.getSymbolicName()
              + " comes from a jar in the folder for drivers; replace or remove that jar: `carob"
              + " driver install JAR`, `carob driver rm NAME`");
    }
    return bundle;
  }

  /** Goes back to the version from before a failed update; answers how that went. */
  private static String putBack(Bundle bundle, byte[] old, Exception failure) {
    try {
      bundle.update(new ByteArrayInputStream(old));
      startIfPossible(bundle);
      return "; the old version is back";
    } catch (BundleException e) {
      failure.addSuppressed(e);
      return "; nor does the old version start again ("
          + e.getMessage()
          + "): give a jar that works to `carob bundle update "
          + bundle.getSymbolicName()
          + "`, or restart the service";
    }
  }

  @Override
  public BundleInfo start(String nameOrId) {
    Bundle bundle = find(nameOrId);
    try {
      startIfPossible(bundle);
      return info(bundle);
    } catch (BundleException e) {
      throw failed("start", bundle.getSymbolicName(), e);
    }
  }

  @Override
  public BundleInfo stop(String nameOrId) {
    Bundle bundle = changeable(nameOrId);
    try {
      bundle.stop();
      return info(bundle);
    } catch (BundleException e) {
      throw failed("stop", bundle.getSymbolicName(), e);
    }
  }

  @Override
  public void uninstall(String nameOrId) {
    Bundle bundle = notOfTheFolder(changeable(nameOrId));
    String name = bundle.getSymbolicName();
    try {
      if (DriverBundles.isDriver(bundle)) {
        drivers.remove(bundle);
      } else {
        bundle.uninstall();
      }
      jars.forget(name);
      troubles.remove(name);
    } catch (BundleException | Refusal e) {
      throw failed("uninstall", name, e);
    }
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

  private static void startIfPossible(Bundle bundle) throws BundleException {
    if ((bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) == 0) {
      bundle.start();
    }
  }

  private Bundle changeable(String nameOrId) {
    Bundle bundle = find(nameOrId);
    if (bundle.getBundleId() == 0) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "the framework itself cannot be changed while it runs; use `carob stop`");
    }
    return bundle;
  }

  private Bundle find(String nameOrId) {
    List<Bundle> there =
        Arrays.stream(context.getBundles()).filter(bundle -> !isTried(bundle)).toList();
    refuseWhatIsTried(nameOrId, there);
    List<BundleNames.Named> named =
        there.stream()
            .map(b -> new BundleNames.Named(b.getBundleId(), String.valueOf(b.getSymbolicName())))
            .toList();
    BundleNames.Named chosen = BundleNames.choose(named, nameOrId);
    Bundle bundle = context.getBundle(chosen.id());
    if (bundle == null) {
      throw new CarobException(
          ErrorCode.NOT_FOUND, "bundle " + chosen + " was uninstalled just now");
    }
    return bundle;
  }

  private void refuseWhatIsTried(String nameOrId, List<Bundle> there) {
    if (there.stream().anyMatch(bundle -> nameOrId.equals(bundle.getSymbolicName()))) {
      return;
    }
    for (Bundle bundle : context.getBundles()) {
      if (isTried(bundle)
          && (nameOrId.equals(bundle.getSymbolicName())
              || nameOrId.equals(String.valueOf(bundle.getBundleId())))) {
        throw new CarobException(
            ErrorCode.FAILED_PRECONDITION,
            "the start of bundle "
                + bundle.getSymbolicName()
                + " has not ended, and nothing waits for it; it goes when it ends, or with the"
                + " service. Bring a mended one with `carob bundle install JAR`");
      }
    }
  }

  private static CarobException failed(String operation, String subject, Exception cause) {
    return failed(operation, subject, cause, "");
  }

  private static CarobException failed(
      String operation, String subject, Exception cause, String after) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "cannot " + operation + " bundle " + subject + ": " + cause.getMessage() + after,
        cause);
  }

  private static BundleInfo info(Bundle bundle) {
    String state =
        switch (bundle.getState()) {
          case Bundle.ACTIVE -> "ACTIVE";
          case Bundle.RESOLVED -> "RESOLVED";
          case Bundle.INSTALLED -> "INSTALLED";
          case Bundle.STARTING -> "STARTING";
          case Bundle.STOPPING -> "STOPPING";
          default -> "UNINSTALLED";
        };
    return new BundleInfo(
        bundle.getBundleId(),
        String.valueOf(bundle.getSymbolicName()),
        bundle.getVersion().toString(),
        state.toLowerCase(Locale.ROOT),
        bundle.getLocation());
  }
}
