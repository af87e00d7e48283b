package io.carob.assembly.drivers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A bundle with one of the {@link TestVolumes}, as bnd would write it. */
final class TestJar {

  private static final String COMPONENT = "OSGI-INF/volume.xml";

  private final Class<?> type;
  private final Manifest manifest = new Manifest();

  TestJar(Class<?> type, String version) {
    this.type = type;
    header("Manifest-Version", "1.0");
    header("Bundle-ManifestVersion", "2");
    header("Bundle-SymbolicName", "io.acme." + type.getSimpleName().toLowerCase(Locale.ROOT));
    header("Bundle-Version", version);
    header("Import-Package", "io.carob.api,io.carob.api.volume");
    header(
        "Provide-Capability",
        "osgi.service;objectClass:List<String>=\"io.carob.api.volume.VolumePlugin\"");
    header("Service-Component", COMPONENT);
  }

  /** Sets a header; an empty value takes it away. */
  TestJar header(String name, String value) {
    if (value.isEmpty()) {
      manifest.getMainAttributes().remove(new Attributes.Name(name));
    } else {
      manifest.getMainAttributes().putValue(name, value);
    }
    return this;
  }

  /** Writes the jar so that it appears whole. */
  Path write(Path file) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(temporary);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      add(jar, classFile(TestVolumes.Good.class), bytes(classFile(TestVolumes.Good.class)));
      if (type != TestVolumes.Good.class) {
        add(jar, classFile(type), bytes(classFile(type)));
      }
      add(jar, COMPONENT, component().getBytes(StandardCharsets.UTF_8));
    }
    return Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
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

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TestJar.class.getClassLoader().getResourceAsStream(resource))) {
      return in.readAllBytes();
    }
  }

  private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }
}
