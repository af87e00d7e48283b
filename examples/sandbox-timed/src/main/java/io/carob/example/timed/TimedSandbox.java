package io.carob.example.timed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverSource;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Sandboxes of another driver; what each call took and when pause began is kept in {@code
 * times.json} in the sandbox's folder.
 *
 * <p>The other driver is reached through the core, so this one stays when that is replaced. Which
 * driver made a sandbox, and in which form, is written down before it is asked to: the same one is
 * asked again, whatever the configuration says by then, and only when it can read that form. The
 * core keeps the form of this driver alone, so this driver does for the other what the core does
 * for it.
 */
@Component(
    service = SandboxDriver.class,
    configurationPid = "io.carob.example.timed",
    property = "carob.driver=timed")
@Designate(ocd = TimedConfig.class)
public final class TimedSandbox implements SandboxDriver, AutoCloseable {

  static final String NAME = "timed";

  private final String configured;
  private final LongSupplier nanos;
  private final Waits waits = new Waits();
  private volatile DriverCalls<SandboxDriver> calls;

  /**
   * Takes the configuration.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it names no other driver
   */
  @Activate
  public TimedSandbox(TimedConfig config) {
    this(config.delegate(), System::nanoTime);
  }

  TimedSandbox(String delegate, LongSupplier nanos) {
    if (delegate.equals(NAME) || !delegate.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "delegate = " + delegate + " is no other sandbox driver; give one, such as pause");
    }
    this.configured = delegate;
    this.nanos = nanos;
  }

  /**
   * The way to other drivers. It is optional and comes and goes: the part of the core that offers
   * it is the one that uses this driver, and neither can wait for the other.
   */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      target = "(" + DriverSource.TYPE + "=sandbox)")
  void setCalls(DriverCalls<SandboxDriver> next) {
    calls = next;
  }

  void unsetCalls(DriverCalls<SandboxDriver> gone) {
    if (calls == gone) {
      calls = null;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Keeps a record and reads it back; the other driver is checked by itself. */
  @Override
  public void selfCheck(Path scratch) {
    TimesFile file = new TimesFile(scratch);
    file.write(Times.NONE.madeBy("other", 2).took("create", 1_500));
    Times back = file.read();
    if (!back.delegate().equals(Optional.of("other")) || back.delegateForm() != 2) {
      throw new CarobException(ErrorCode.INTERNAL, "what was recorded reads as " + back.toJson());
    }
  }

  @Override
  public Sandbox create(SandboxSpec spec) {
    TimesFile file = new TimesFile(spec.directory());
    Times before = file.read();
    String delegate = before.delegate().orElse(configured);
    int form = Math.max(before.delegateForm(), form(delegate, spec.podUid()));
    Times begun = before.madeBy(delegate, form);
    if (!begun.equals(before)) {
      file.write(begun);
    }
    long started = nanos.getAsLong();
    Sandbox made =
        pass(
            delegate,
            form,
            spec.podUid(),
            driver -> {
              if (driver.diskFormat() > form) {
                throw new CarobException(
                    ErrorCode.UNAVAILABLE,
                    "sandbox driver " + delegate + " was just replaced; create may be repeated");
              }
              return driver.create(spec);
            });
    long took = nanos.getAsLong() - started;
    note(file, begun.took("create", took).pauseStarted(made.pausePid()));
    return made;
  }

  /** Keeps a time, if there is room: no pod fails for want of it. */
  private static void note(TimesFile file, Times times) {
    try {
      file.write(times);
    } catch (CarobException e) {
      // Only this time is lost: what later calls need was written before.
    }
  }

  @Override
  public Optional<Sandbox> find(String podUid, Path directory) {
    TimesFile file = new TimesFile(directory);
    Times times = file.read();
    if (times.delegate().isEmpty()) {
      return Optional.empty();
    }
    long started = nanos.getAsLong();
    Optional<Sandbox> found =
        pass(
            times.delegate().get(),
            times.delegateForm(),
            podUid,
            driver -> driver.find(podUid, directory));
    note(file, times.took("find", nanos.getAsLong() - started));
    return found;
  }

  @Override
  public CompletableFuture<Void> exit(String podUid, Path directory) {
    Times times = new TimesFile(directory).read();
    if (times.delegate().isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return waits.follow(
        pass(
            times.delegate().get(),
            times.delegateForm(),
            podUid,
            driver -> driver.exit(podUid, directory)));
  }

  @Override
  public void remove(String podUid, Path directory) {
    TimesFile file = new TimesFile(directory);
    Times times = file.read();
    if (times.delegate().isEmpty()) {
      return;
    }
    long started = nanos.getAsLong();
    pass(
        times.delegate().get(),
        times.delegateForm(),
        podUid,
        driver -> {
          driver.remove(podUid, directory);
          return true;
        });
    // The file goes with the folder. A sandbox that is made here next may be another driver's.
    Times done = times.took("remove", nanos.getAsLong() - started).removed();
    try {
      file.write(done);
    } catch (CarobException e) {
      file.delete(); // there was no room for another file; without one, nothing is there either
    }
  }

  /** Fails what waits; the sandboxes live on. */
  @Override
  @Deactivate
  public void close() {
    waits.close();
  }

  private int form(String delegate, String podUid) {
    return calls(delegate).call(delegate, podUid, SandboxDriver::diskFormat);
  }

  /** One call of the other driver, when it can read what was written for this sandbox. */
  private <R> R pass(
      String delegate, int form, String podUid, Function<SandboxDriver, ? extends R> call) {
    return calls(delegate)
        .call(
            delegate,
            podUid,
            driver -> {
              if (!driver.readsDiskFormat(form)) {
                throw new CarobException(
                    ErrorCode.FAILED_PRECONDITION,
                    "the sandbox of pod "
                        + podUid
                        + " was written by sandbox driver "
                        + delegate
                        + " in form "
                        + form
                        + "; the one that is here writes form "
                        + driver.diskFormat()
                        + " and cannot read it: install the later version again");
              }
              return call.apply(driver);
            });
  }

  private DriverCalls<SandboxDriver> calls(String delegate) {
    DriverCalls<SandboxDriver> there = calls;
    if (there == null) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE,
          "sandbox driver " + delegate + " cannot be reached: the core starts or ends. Try again");
    }
    return there;
  }
}
