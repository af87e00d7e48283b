package io.carob.it;

import io.carob.it.trouble.TroubleDriver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

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
    Path half = carob.drivers().resolve("." + file + ".part");
    write(half, control(carob, driver));
    return Files.move(half, carob.drivers().resolve(file), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The whole jar. */
  byte[] bytes(CarobService carob) throws IOException {
    Path aside = carob.drivers().resolveSibling("aside-" + driver + ".jar");
    write(aside, control(carob, driver));
    byte[] bytes = Files.readAllBytes(aside);
    Files.delete(aside);
    return bytes;
  }

  private void write(Path jar, Path control) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", bundle);
    main.putValue("Bundle-Version", version);
    main.putValue("Service-Component", "OSGI-INF/trouble.xml");
    main.putValue(
        "Import-Package",
        "io.carob.api;version=\"[1,2)\",io.carob.api.snapshot;version=\"[1,2)\","
            + "io.carob.linux.fs;version=\"[1,2)\"");
    String type = TroubleDriver.class.getName();
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      entries.putNextEntry(new ZipEntry(type.replace('.', '/') + ".class"));
      try (InputStream in = TroubleDriver.class.getResourceAsStream("TroubleDriver.class")) {
        if (in == null) {
          throw new IOException("no class file of " + type);
        }
        in.transferTo(entries);
      }
      entries.closeEntry();
      entries.putNextEntry(new ZipEntry("OSGI-INF/trouble.xml"));
      entries.write(component(type, control).getBytes(StandardCharsets.UTF_8));
      entries.closeEntry();
    }
  }

  private String component(String type, Path control) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s.%s" activate="activate">
      <property name="carob.driver" value="%s"/>
      <property name="format" value="%d"/>
      <property name="control" value="%s"/>
      <service><provide interface="io.carob.api.snapshot.SnapshotDriver"/></service>
      <implementation class="%s"/>
    </scr:component>
    """
        .formatted(type, bundle, driver, format, control, type);
  }
}
