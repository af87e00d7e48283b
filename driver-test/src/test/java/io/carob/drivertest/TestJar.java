package io.carob.drivertest;

import io.carob.api.snapshot.SnapshotDriver;
import io.carob.example.plain.PlainSnapshotDriver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A jar with one of the {@link BrokenDrivers}, as bnd would write it. */
final class TestJar {

  private static final String COMPONENT = "OSGI-INF/driver.xml";

  private final Class<?> type;
  private final Manifest manifest = new Manifest();
  private boolean named = true;

  TestJar(Class<?> type) {
    this.type = type;
    header("Manifest-Version", "1.0");
    header("Bundle-ManifestVersion", "2");
    header("Bundle-SymbolicName", "io.acme.broken");
    header("Bundle-Version", "1.0.0");
    header("Import-Package", "io.carob.api,io.carob.api.snapshot,io.carob.linux.fs");
    header("Service-Component", COMPONENT);
  }

  TestJar header(String name, String value) {
    manifest.getMainAttributes().put(new Attributes.Name(name), value);
    return this;
  }

  /** Without META-INF/services. */
  TestJar unnamed() {
    named = false;
    return this;
  }

  Path write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      add(jar, PlainSnapshotDriver.class);
      add(jar, BrokenDrivers.class);
      add(jar, BrokenDrivers.Delegating.class);
      if (type != BrokenDrivers.Delegating.class) {
        add(jar, type);
      }
      add(jar, COMPONENT, component().getBytes(StandardCharsets.UTF_8));
      if (named) {
        add(
            jar,
            "META-INF/services/" + SnapshotDriver.class.getName(),
            type.getName().getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  private String component() {
    return """
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="driver">
          <service><provide interface="io.carob.api.snapshot.SnapshotDriver"/></service>
          <implementation class="%s"/>
        </scr:component>
        """
        .formatted(type.getName());
  }

  private static void add(JarOutputStream jar, Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream in =
        Objects.requireNonNull(TestJar.class.getClassLoader().getResourceAsStream(name))) {
      add(jar, name, in.readAllBytes());
    }
  }

  private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }
}
