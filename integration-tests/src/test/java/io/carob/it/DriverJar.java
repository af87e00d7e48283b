package io.carob.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A bundle with one of the {@link DroppedVolumes}, as bnd would write it. */
final class DriverJar {

  /** The file of the jar that says its version; the drivers read it. */
  static final String VERSION = "version.txt";

  private static final String COMPONENT = "OSGI-INF/volume.xml";

  private final Class<?> type;
  private final String version;
  private final Manifest manifest = new Manifest();

  /**
   * A bundle that nothing is wrong with, but perhaps its driver.
   *
   * @param type the class of the driver
   * @param name the bundle's symbolic name
   */
  DriverJar(Class<?> type, String name, String version) {
    this.type = type;
    this.version = version;
    header("Manifest-Version", "1.0");
    header("Bundle-ManifestVersion", "2");
    header("Bundle-SymbolicName", name);
    header("Bundle-Version", version);
    imports("io.carob.api;version=\"[1.0,2)\",io.carob.api.volume;version=\"[1.0,2)\"");
    header(
        "Provide-Capability",
        "osgi.service;objectClass:List<String>=\"io.carob.api.volume.VolumePlugin\"");
    header("Service-Component", COMPONENT);
  }

  /** Says what it imports. */
  DriverJar imports(String packages) {
    return header("Import-Package", packages);
  }

  private DriverJar header(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  /** Writes the jar so that it appears whole. */
  Path write(Path file) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".part");
    Files.write(temporary, bytes());
    return Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The jar. */
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
      add(jar, classFile(DroppedVolumes.Good.class), read(classFile(DroppedVolumes.Good.class)));
      if (type != DroppedVolumes.Good.class) {
        add(jar, classFile(type), read(classFile(type)));
      }
      add(jar, COMPONENT, component().getBytes(StandardCharsets.UTF_8));
      add(jar, VERSION, version.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private String component() {
    return """
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="volume">
          <service><provide interface="io.carob.api.volume.VolumePlugin"/></service>
          <implementation class="%s"/>
        </scr:component>
        """
        .formatted(type.getName());
  }

  private static String classFile(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(DriverJar.class.getClassLoader().getResourceAsStream(resource))) {
      return in.readAllBytes();
    }
  }

  private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }
}
