package io.carob.api.driver;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a {@link DriverGuard} makes of a driver: each method runs by {@link DriverOperations}, and
 * its answer is looked at. Here are the methods that drivers of all types have.
 *
 * @param <D> the drivers' interface, which the subclass implements
 */
@ConsumerType
public abstract class CheckedDriver<D extends Driver> implements Driver {

  /** The driver that was given the call. */
  protected final D driver;

  /** What runs its methods. */
  protected final DriverOperations call;

  /**
   * Stands for a driver in one call.
   *
   * @param driver the driver that was given the call
   * @param call what runs its methods
   */
  protected CheckedDriver(D driver, DriverOperations call) {
    this.driver = driver;
    this.call = call;
  }

  /**
   * The driver that was given the call.
   *
   * @return as it was when it came: the driver is not asked
   */
  public final DriverInfo info() {
    return call.info();
  }

  @Override
  public final String name() {
    return call.info().name();
  }

  @Override
  public final void selfCheck(Path scratch) {
    call.tell("selfCheck", () -> driver.selfCheck(scratch));
  }

  @Override
  public final int diskFormat() {
    int answer = call.ask("diskFormat", driver::diskFormat);
    if (answer < 1) {
      throw call.broken("diskFormat", "", answer + ", and forms begin with 1");
    }
    return answer;
  }

  @Override
  public final boolean readsDiskFormat(int format) {
    return call.ask("readsDiskFormat", () -> driver.readsDiskFormat(format));
  }
}
