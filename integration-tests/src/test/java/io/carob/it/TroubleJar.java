package io.carob.it;

import io.carob.it.trouble.TroubleDriver;
import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A jar with a driver that makes trouble when its control file says so.
 *
 * @param driver its name
 * @param bundle the symbolic name
 * @param version of the bundle
 * @param format the form on disk that it writes, and the highest that it reads
 */
record TroubleJar(String driver, String bundle, String version, int format) {

  /** The control file of a driver, beside the folder for drivers. */
  static Path control(CarobService carob, String driver) {
    return carob.drivers().resolveSibling("trouble-" + driver);
  }

  /** From now on the driver makes this trouble; none when empty. */
  static void make(CarobService carob, String driver, String trouble) throws IOException {
    Path next = control(carob, driver).resolveSibling("next-" + driver);
    Files.writeString(next, trouble);
    Files.move(next, control(carob, driver), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Puts the jar into the folder for drivers, whole at once, in place of one of that file name. */
  Path drop(CarobService carob, String file) throws IOException {
    return jar(control(carob, driver)).write(carob.drivers().resolve(file));
  }

  /** The whole jar. */
  byte[] bytes(CarobService carob) {
    return jar(control(carob, driver)).bytes();
  }

  private TestJar jar(Path control) {
    String type = TroubleDriver.class.getName();
    return TestJar.bundle(bundle, version)
        .header(
            "Import-Package",
            "io.carob.api;version=\"[1,2)\",io.carob.api.snapshot;version=\"[1,2)\","
                + "io.carob.linux.fs;version=\"[1,2)\"")
        .types(TroubleDriver.class)
        .component(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s.%s" activate="activate">
              <property name="carob.driver" value="%s"/>
              <property name="format" value="%d"/>
              <property name="control" value="%s"/>
              <service><provide interface="io.carob.api.snapshot.SnapshotDriver"/></service>
              <implementation class="%s"/>
            </scr:component>
            """
                .formatted(type, bundle, driver, format, control, type));
  }
}
