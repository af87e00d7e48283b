package io.carob.assembly.conf;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.osgi.framework.Bundle;

/** The PIDs of jars or bundles, and what can be told to each. */
final class KnownPids {

  private static final String FOLDER = "OSGI-INF/";
  private static final String DOCUMENT = "OSGI-INF/(metatype/)?[^/]+\\.xml";

  private final Map<String, Pid> pids = new TreeMap<>();
  private final Map<String, Path> idle = new TreeMap<>();

  /** Those of jars; what cannot be read is nothing here: whoever installs it says why. */
  static KnownPids ofJars(Collection<Path> jars) {
    KnownPids known = new KnownPids();
    jars.forEach(known::addJar);
    return known;
  }

  /** Those of a bundle. */
  static KnownPids of(Bundle bundle) {
    KnownPids known = new KnownPids();
    known.addBundle(bundle);
    return known;
  }

  /** Those of one document of this package: what is no component's, in the same words. */
  static KnownPids ofResource(String name) {
    KnownPids known = new KnownPids();
    try (InputStream in = KnownPids.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      known.add(in);
    } catch (IOException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    }
    return known;
  }

  /** Adds those of others. */
  KnownPids and(KnownPids others) {
    others.pids.values().forEach(this::add);
    return this;
  }

  /** Adds those of a jar that may not run: they are known, but nobody reads them now. */
  KnownPids andIdle(Path jar, KnownPids its) {
    for (Pid pid : its.all()) {
      if (pids.putIfAbsent(pid.name(), pid) == null) {
        idle.put(pid.name(), jar);
      }
    }
    return this;
  }

  /** The jar that has a PID and does not run, when no other has it. */
  Optional<Path> idle(String pid) {
    return Optional.ofNullable(idle.get(pid));
  }

  Optional<Pid> find(String pid) {
    return Optional.ofNullable(pids.get(pid));
  }

  /** All by name. */
  List<Pid> all() {
    return List.copyOf(pids.values());
  }

  /** All names. */
  Collection<String> names() {
    return pids.keySet();
  }

  /** The names of those that say what can be told to them. */
  Collection<String> typed() {
    return pids.values().stream().filter(Pid::typed).map(Pid::name).toList();
  }

  private void addJar(Path jar) {
    if (!Files.isRegularFile(jar)) {
      return;
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().filter(KnownPids::isDocument).toList()) {
        addDocument(() -> file.getInputStream(entry));
      }
    } catch (IOException e) {
      // not a jar, or not whole: it says nothing
    }
  }

  /** One that is unsound says nothing, and hides no other. */
  private void addDocument(Document document) {
    try (InputStream in = document.open()) {
      add(in);
    } catch (IOException e) {
      // whoever starts the bundle hears of it from Declarative Services
    }
  }

  /** Opens a document. */
  private interface Document {
    InputStream open() throws IOException;
  }

  /** Does not resolve the bundle, as looking for entries in fragments would. */
  private void addBundle(Bundle bundle) {
    List<String> documents = new ArrayList<>();
    for (String folder : List.of(FOLDER, FOLDER + "metatype/")) {
      Enumeration<String> paths = bundle.getEntryPaths(folder);
      while (paths != null && paths.hasMoreElements()) {
        documents.add(paths.nextElement());
      }
    }
    for (String document : documents) {
      URL entry = document.matches(DOCUMENT) ? bundle.getEntry(document) : null;
      if (entry != null) {
        addDocument(entry::openStream);
      }
    }
  }

  private static boolean isDocument(JarEntry entry) {
    return entry.getName().startsWith(FOLDER) && entry.getName().matches(DOCUMENT);
  }

  void add(InputStream document) throws IOException {
    MetatypeXml.read(document).forEach(this::add);
  }

  private void add(Pid pid) {
    pids.merge(pid.name(), pid, Pid::with);
  }
}
