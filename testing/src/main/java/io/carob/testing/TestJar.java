package io.carob.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A jar that a test makes: headers, classes of the test, and whatever else. */
public final class TestJar {

  private static final String COMPONENT = "OSGI-INF/component.xml";

  private final Manifest manifest = new Manifest();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  /** An empty jar without a manifest. */
  public TestJar() {}

  /** A bundle in which nothing is yet. */
  public static TestJar bundle(String name, String version) {
    return new TestJar()
        .header("Bundle-ManifestVersion", "2")
        .header("Bundle-SymbolicName", name)
        .header("Bundle-Version", version);
  }

  /** What is in another jar. */
  public static TestJar copyOf(Path jar) throws IOException {
    TestJar copy = new TestJar();
    try (JarFile from = new JarFile(jar.toFile())) {
      ZipEntry headers = from.getEntry(JarFile.MANIFEST_NAME);
      if (headers != null) {
        copy.manifest.read(from.getInputStream(headers));
      }
      for (ZipEntry entry : from.stream().toList()) {
        if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
          copy.entry(entry.getName(), from.getInputStream(entry).readAllBytes());
        }
      }
    }
    return copy;
  }

  /** What the manifest says; empty when it says nothing of it. */
  public String header(String name) {
    return Objects.requireNonNullElse(manifest.getMainAttributes().getValue(name), "");
  }

  /** Sets a header; an empty value takes it away. */
  public TestJar header(String name, String value) {
    Attributes main = manifest.getMainAttributes();
    main.putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (value.isEmpty()) {
      main.remove(new Attributes.Name(name));
    } else {
      main.putValue(name, value);
    }
    return this;
  }

  /** Puts in the class files of these types, each once. */
  public TestJar types(Class<?>... types) {
    for (Class<?> type : types) {
      String name = type.getName().replace('.', '/') + ".class";
      try (InputStream in =
          Objects.requireNonNull(type.getClassLoader().getResourceAsStream(name), name)) {
        entry(name, in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return this;
  }

  /** A component that offers one service, with its class, as bnd would write it. */
  public TestJar component(Class<?> service, Class<?> type) {
    return types(type)
        .header(
            "Provide-Capability",
            "osgi.service;objectClass:List<String>=\"%s\"".formatted(service.getName()))
        .component(
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s">
              <service><provide interface="%s"/></service>
              <implementation class="%s"/>
            </scr:component>
            """
                .formatted(type.getSimpleName(), service.getName(), type.getName()));
  }

  /** A component as its document describes it. */
  public TestJar component(String document) {
    return header("Service-Component", COMPONENT).entry(COMPONENT, document);
  }

  /** Names a class for the service loader; the class is put in as well. */
  public TestJar provider(Class<?> service, Class<?> type) {
    return types(type).entry("META-INF/services/" + service.getName(), type.getName());
  }

  /** Puts in a file, in place of one of that name. */
  public TestJar entry(String name, String text) {
    return entry(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts in a file, in place of one of that name. */
  public TestJar entry(String name, byte[] bytes) {
    entries.put(name, bytes.clone());
    return this;
  }

  /** The jar. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JarOutputStream jar =
        manifest.getMainAttributes().isEmpty()
            ? new JarOutputStream(out)
            : new JarOutputStream(out, manifest)) {
      for (var entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes the jar so that it appears whole, in place of one that is there. */
  public Path write(Path file) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".part");
    Files.write(temporary, bytes());
    return Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
