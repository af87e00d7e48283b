package io.carob.drivertest;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * What can be read in a jar without running anything of it.
 *
 * @param file the jar
 * @param headers the main attributes of its manifest
 * @param services the classes that META-INF/services names, by kind
 * @param components the classes of its Declarative Services components, by kind
 * @param module its module descriptor, if it has one
 */
record DriverJar(
    Path file,
    Map<String, String> headers,
    Map<Kind, List<String>> services,
    Map<Kind, List<String>> components,
    Optional<ModuleDescriptor> module) {

  private static final Pattern IMPLEMENTATION =
      Pattern.compile("<implementation\\s+class=\"([^\"]+)\"");

  /**
   * Reads all of it.
   *
   * @throws IOException when it is no jar, with the reason
   */
  static DriverJar read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file " + file);
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      Map<String, String> headers = headers(jar.getManifest());
      return new DriverJar(file, headers, services(jar), components(jar, headers), module(jar));
    } catch (ZipException e) {
      throw new IOException(file + " is no jar: " + e.getMessage(), e);
    }
  }

  /** The header's value, or an empty text. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The classes of all drivers of a kind, however they are offered. */
  List<String> classes(Kind kind) {
    List<String> named = services.getOrDefault(kind, List.of());
    return named.isEmpty() ? components.getOrDefault(kind, List.of()) : named;
  }

  boolean hasDrivers() {
    return Arrays.stream(Kind.values()).anyMatch(kind -> !classes(kind).isEmpty());
  }

  private static Map<String, String> headers(@Nullable Manifest manifest) {
    Map<String, String> headers = new LinkedHashMap<>();
    Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
    attributes.forEach((name, value) -> headers.put(name.toString(), value.toString()));
    return headers;
  }

  private static Map<Kind, List<String>> services(JarFile jar) throws IOException {
    Map<Kind, List<String>> services = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      String text = text(jar, "META-INF/services/" + kind.type().getName());
      List<String> names =
          text.lines()
              .map(line -> line.replaceAll("#.*", "").strip())
              .filter(l -> !l.isEmpty())
              .toList();
      if (!names.isEmpty()) {
        services.put(kind, names);
      }
    }
    return services;
  }

  private static Map<Kind, List<String>> components(JarFile jar, Map<String, String> headers)
      throws IOException {
    Map<Kind, List<String>> components = new EnumMap<>(Kind.class);
    String named = headers.getOrDefault("Service-Component", "");
    for (String path : Header.parse(named).keySet()) {
      String xml = text(jar, path);
      Matcher implementation = IMPLEMENTATION.matcher(xml);
      for (Kind kind : Kind.values()) {
        if (xml.contains("interface=\"" + kind.type().getName() + "\"")
            && implementation.reset().find()) {
          components.computeIfAbsent(kind, k -> new ArrayList<>()).add(implementation.group(1));
        }
      }
    }
    return components;
  }

  private static Optional<ModuleDescriptor> module(JarFile jar) throws IOException {
    JarEntry entry = jar.getJarEntry("module-info.class");
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return Optional.of(ModuleDescriptor.read(in));
    } catch (InvalidModuleDescriptorException e) {
      return Optional.empty();
    }
  }

  private static String text(JarFile jar, String path) throws IOException {
    JarEntry entry = jar.getJarEntry(path);
    if (entry == null) {
      return "";
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
