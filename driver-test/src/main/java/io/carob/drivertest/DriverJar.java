package io.carob.drivertest;

import io.carob.api.embed.DriverFactory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * @param factories the classes of its {@code DriverFactory}s
 * @param pids the PIDs of its components
 * @param settings the keys that its metatype has, by PID
 * @param module its module descriptor, if it has one
 */
record DriverJar(
    Path file,
    Map<String, String> headers,
    Map<Kind, List<String>> services,
    Map<Kind, List<String>> components,
    List<String> factories,
    Set<String> pids,
    Map<String, Set<String>> settings,
    Optional<ModuleDescriptor> module) {

  private static final Pattern IMPLEMENTATION =
      Pattern.compile("<implementation\\s+class=\"([^\"]+)\"");
  private static final Pattern PID = Pattern.compile("configuration-pid=\"([^\"]+)\"");
  private static final Pattern KEY = Pattern.compile("<AD\\s[^>]*?\\bid=\"([^\"]+)\"");
  private static final Pattern DESIGNATE =
      Pattern.compile("<Designate\\s[^>]*?\\bpid=\"([^\"]+)\"");

  /**
   * Reads all of it.
   *
   * @throws IOException when it is no jar, with the reason
   */
  static DriverJar read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          Files.isDirectory(file)
              ? file + " is a folder, and not a jar"
              : "there is no file " + file);
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      Map<String, String> headers = headers(jar.getManifest());
      return new DriverJar(
          file,
          headers,
          services(jar),
          components(jar, headers),
          names(jar, DriverFactory.class),
          pids(jar, headers),
          settings(jar),
          module(jar));
    } catch (ZipException e) {
      throw new IOException(file + " is no jar: " + e.getMessage(), e);
    }
  }

  /** The header's value, or an empty text. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The classes of all drivers of a kind that are made by themselves, however offered. */
  List<String> classes(Kind kind) {
    List<String> named = services.getOrDefault(kind, List.of());
    return named.isEmpty() && factories.isEmpty()
        ? components.getOrDefault(kind, List.of())
        : named;
  }

  boolean hasDrivers() {
    return !factories.isEmpty()
        || Arrays.stream(Kind.values()).anyMatch(kind -> !classes(kind).isEmpty());
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
      List<String> names = names(jar, kind.type());
      if (!names.isEmpty()) {
        services.put(kind, names);
      }
    }
    return services;
  }

  private static List<String> names(JarFile jar, Class<?> service) throws IOException {
    return text(jar, "META-INF/services/" + service.getName())
        .lines()
        .map(line -> line.replaceAll("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static Set<String> pids(JarFile jar, Map<String, String> headers) throws IOException {
    Set<String> pids = new LinkedHashSet<>();
    for (String path : Header.parse(headers.getOrDefault("Service-Component", "")).keySet()) {
      Matcher pid = PID.matcher(text(jar, path));
      if (pid.find()) {
        pids.addAll(List.of(pid.group(1).split(" ", -1)));
      }
    }
    return pids;
  }

  private static Map<String, Set<String>> settings(JarFile jar) throws IOException {
    Map<String, Set<String>> settings = new LinkedHashMap<>();
    for (JarEntry entry : Collections.list(jar.entries())) {
      if (entry.getName().matches("OSGI-INF/metatype/[^/]+\\.xml")) {
        String xml = text(jar, entry.getName());
        Set<String> keys = new LinkedHashSet<>();
        KEY.matcher(xml).results().forEach(key -> keys.add(key.group(1)));
        DESIGNATE.matcher(xml).results().forEach(pid -> settings.put(pid.group(1), keys));
      }
    }
    return settings;
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
