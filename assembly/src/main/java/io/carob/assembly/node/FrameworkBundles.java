package io.carob.assembly.node;

import static io.carob.assembly.node.BundleWords.failed;
import static io.carob.assembly.node.BundleWords.info;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Bundles;
import io.carob.assembly.drivers.Admission;
import io.carob.assembly.drivers.DriverBundles;
import io.carob.assembly.drivers.JarCopy;
import io.carob.assembly.drivers.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * The bundles of the running framework. What an operator installs or updates is kept in a folder
 * beside the data, so that it is there again after a restart.
 */
final class FrameworkBundles implements Bundles {

  private final BundleContext context;
  private final OperatorJars jars;
  private final Path folder;
  private final DriverBundles drivers;
  private final Admission admission;
  private final Duration ends;
  private final BundleWork work = new BundleWork();
  private final Namesakes namesakes;
  private final PlainBundles plain;
  private final Map<String, String> troubles = new ConcurrentHashMap<>();

  /**
   * The bundles of the framework of this context.
   *
   * @param folder where the operator's jars are kept
   * @param drivers starts and replaces drivers
   * @param admission what is asked of each jar
   */
  FrameworkBundles(BundleContext context, Path folder, DriverBundles drivers, Admission admission) {
    this(context, folder, drivers, admission, BundleLimits.ENDS);
  }

  /**
   * As above.
   *
   * @param ends how much longer than its start the stop of a bundle may take
   */
  FrameworkBundles(
      BundleContext context,
      Path folder,
      DriverBundles drivers,
      Admission admission,
      Duration ends) {
    JarCopy.clear(folder);
    this.context = context;
    this.jars = new OperatorJars(folder);
    this.folder = folder;
    this.drivers = drivers;
    this.admission = admission;
    this.ends = ends;
    this.namesakes = new Namesakes(context, drivers, work);
    this.plain = new PlainBundles(context, jars, namesakes, work);
  }

  @Override
  public List<BundleInfo> list() {
    return Arrays.stream(context.getBundles())
        .sorted(Comparator.comparingLong(Bundle::getBundleId))
        .map(BundleWords::info)
        .toList();
  }

  @Override
  public BundleInfo install(Path jar) {
    try (BundleJar read = BundleJar.read(jar, folder)) {
      BundleLimits limits = limits("install", read.name());
      return work.alone(
          read.name(),
          limits.patience(),
          () -> {
            refuseWhatIsThere(read);
            admit("install", read, "");
            return read.isDriver()
                ? installDriver(read, limits.start())
                : plain.install(read, limits);
          });
    }
  }

  private BundleLimits limits(String operation, String subject) {
    try {
      Duration start = admission.limit();
      return new BundleLimits(start, start.plus(ends));
    } catch (Refusal e) {
      throw failed(operation, subject, e);
    }
  }

  private void refuseWhatIsThere(BundleJar read) {
    for (Bundle bundle : context.getBundles()) {
      if (read.name().equals(bundle.getSymbolicName())
          && !namesakes.isTried(bundle)
          && !drivers.isLeaving(bundle)) {
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

  @Override
  public BundleInfo update(String nameOrId, Path jar) {
    return inTurn(
        "update",
        () -> notOfTheFolder(changeable(nameOrId)),
        (bundle, limits) -> update(bundle, jar, limits));
  }

  /** Does something to a bundle when nobody else does, and as it is then. */
  private <R> R inTurn(
      String operation, Supplier<Bundle> find, BiFunction<Bundle, BundleLimits, R> does) {
    String name = find.get().getSymbolicName();
    BundleLimits limits = limits(operation, name);
    return work.alone(
        name,
        limits.patience(),
        () -> {
          Bundle bundle = find.get(); // it may be another one by now, be gone or hang
          if (!name.equals(bundle.getSymbolicName())) {
            throw new CarobException(
                ErrorCode.UNAVAILABLE,
                "bundle " + name + " was changed meanwhile; look at `carob bundle ls`");
          }
          return does.apply(bundle, limits);
        });
  }

  private BundleInfo update(Bundle bundle, Path jar, BundleLimits limits) {
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
              ? replaceDriver(bundle, read, after, limits.start())
              : plain.update(bundle, read, limits);
      troubles.remove(read.name());
      return updated;
    } catch (CarobException e) {
      troubles.put(bundle.getSymbolicName(), String.valueOf(e.getMessage()));
      throw e;
    }
  }

  @Override
  public Map<String, String> troubles() {
    Map<String, String> all = new TreeMap<>(troubles);
    all.putAll(work.troubles());
    return all;
  }

  private void admit(String operation, BundleJar read, String after) {
    try {
      admission.check(read.copy());
    } catch (Refusal e) {
      throw refused(operation, read, e, after);
    }
  }

  private BundleInfo installDriver(BundleJar read, Duration limit) {
    try {
      Bundle bundle = drivers.add(read.copy(), Namesakes.LOCATION, limit, () -> {}).bundle();
      try {
        jars.keep(read);
        return info(bundle);
      } catch (CarobException e) {
        try {
          drivers.remove(bundle);
        } catch (Refusal stays) {
          e.addSuppressed(stays);
        }
        throw e;
      }
    } catch (Refusal e) {
      throw refused("install", read, e, "");
    }
  }

  /** Drivers are replaced without a gap: the new one is there before the old one goes. */
  private BundleInfo replaceDriver(Bundle old, BundleJar read, String after, Duration limit) {
    try {
      return info(
          drivers
              .replace(
                  old,
                  read.copy(),
                  Namesakes.LOCATION,
                  limit,
                  () -> {},
                  serves -> keep(read, after))
              .bundle());
    } catch (Refusal e) {
      throw refused("update", read, e, after);
    }
  }

  private void keep(BundleJar read, String after) {
    try {
      jars.keep(read);
    } catch (CarobException e) {
      throw failed("update", read.name(), e, after);
    }
  }

  private static CarobException refused(String operation, BundleJar read, Refusal e, String after) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "cannot " + operation + " jar " + read.file() + ": " + e.getMessage() + after,
        e);
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

  @Override
  public BundleInfo start(String nameOrId) {
    return inTurn(
        "start",
        () -> find(nameOrId),
        (bundle, limits) -> plain.change("start", bundle, BundleStart::ifPossible, limits));
  }

  @Override
  public BundleInfo stop(String nameOrId) {
    return inTurn(
        "stop",
        () -> changeable(nameOrId),
        (bundle, limits) -> plain.change("stop", bundle, Bundle::stop, limits));
  }

  @Override
  public void uninstall(String nameOrId) {
    BundleInfo unused =
        inTurn("uninstall", () -> notOfTheFolder(changeable(nameOrId)), this::uninstall);
  }

  private BundleInfo uninstall(Bundle bundle, BundleLimits limits) {
    String name = bundle.getSymbolicName();
    try {
      return plain.change("uninstall", bundle, this::remove, limits);
    } finally {
      boolean goes = bundle.getState() == Bundle.UNINSTALLED || work.hanging(bundle).isPresent();
      if (goes && !namesakes.isReplaced(bundle)) { // else it is the other one's jar
        jars.forget(name); // what hangs is not started again
        troubles.remove(name);
      }
    }
  }

  private void remove(Bundle bundle) throws BundleException, Refusal {
    if (DriverBundles.isDriver(bundle)) {
      drivers.remove(bundle);
    } else {
      bundle.uninstall();
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
        Arrays.stream(context.getBundles())
            .filter(bundle -> !namesakes.isTried(bundle))
            .filter(bundle -> isNumber(nameOrId, bundle) || !drivers.isLeaving(bundle))
            .toList();
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

  private static boolean isNumber(String nameOrId, Bundle bundle) {
    return nameOrId.equals(String.valueOf(bundle.getBundleId()));
  }

  private void refuseWhatIsTried(String nameOrId, List<Bundle> there) {
    if (there.stream().anyMatch(bundle -> nameOrId.equals(bundle.getSymbolicName()))) {
      return;
    }
    for (Bundle bundle : context.getBundles()) {
      if (namesakes.isTried(bundle)
          && (nameOrId.equals(bundle.getSymbolicName()) || isNumber(nameOrId, bundle))) {
        throw new CarobException(
            ErrorCode.FAILED_PRECONDITION,
            "the "
                + work.hanging(bundle).orElse("start")
                + " of bundle "
                + bundle.getSymbolicName()
                + " has not ended, and nothing waits for it; that ends with the service at the"
                + " latest. Bring a mended one with `carob bundle install JAR`");
      }
    }
  }
}
