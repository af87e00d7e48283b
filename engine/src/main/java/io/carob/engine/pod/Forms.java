package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.CheckedDriver;
import io.carob.api.driver.Driver;

/** Gives drivers nothing that a later version wrote in a form that they cannot read. */
final class Forms {

  /** The form of what was written before there were numbers. */
  static final int FIRST = 1;

  private Forms() {}

  static void check(Driver driver, String what, int form) {
    if (!driver.readsDiskFormat(form)) {
      throw refused(driver, what, form);
    }
  }

  /** What is written is recorded before: a driver that came just now may write a later form. */
  static void expect(String what, int form, int own) {
    if (own > form) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "the driver of " + what + " was just replaced; it is tried again");
    }
  }

  private static CarobException refused(Driver driver, String what, int form) {
    String version =
        driver instanceof CheckedDriver<?> called
            ? called.info().name() + " " + called.info().version()
            : "the driver";
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        what
            + " was written in form "
            + form
            + "; "
            + version
            + ", which is here, writes form "
            + driver.diskFormat()
            + " and cannot read it: install the later version again");
  }
}
