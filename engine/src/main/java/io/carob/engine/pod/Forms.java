package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.volume.VolumePlugin;
import io.carob.engine.Called;

/** Gives drivers nothing that a later version wrote in a form that they cannot read. */
final class Forms {

  /** The form of what was written before there were numbers. */
  static final int FIRST = 1;

  private Forms() {}

  static void check(SandboxDriver driver, String what, int form) {
    if (!driver.readsDiskFormat(form)) {
      throw refused(driver, what, form, driver.diskFormat());
    }
  }

  static void check(ContainerRuntime driver, String what, int form) {
    if (!driver.readsDiskFormat(form)) {
      throw refused(driver, what, form, driver.diskFormat());
    }
  }

  static void check(VolumePlugin driver, String what, int form) {
    if (!driver.readsDiskFormat(form)) {
      throw refused(driver, what, form, driver.diskFormat());
    }
  }

  /** What is written is recorded before: a driver that came just now may write a later form. */
  static void expect(String what, int form, int own) {
    if (own > form) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "the driver of " + what + " was just replaced; it is tried again");
    }
  }

  private static CarobException refused(Object driver, String what, int form, int own) {
    String version =
        driver instanceof Called called
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
            + own
            + " and cannot read it: install the later version again");
  }
}
