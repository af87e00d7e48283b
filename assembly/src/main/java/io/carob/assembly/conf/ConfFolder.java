package io.carob.assembly.conf;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in conf/ while the service runs, as File Install tells of them. A file is checked
 * before it takes effect; one that is wrong changes nothing, and is left as it is. The file of a
 * driver that is not there waits for it, and is checked when its bundle is installed.
 */
final class ConfFolder implements ArtifactInstaller, SynchronousBundleListener {

  private static final Logger log = LoggerFactory.getLogger(ConfFolder.class);

  /** So that two versions of a bundle, side by side, both have the configuration. */
  private static final String ANY_BUNDLE = "?";

  private final BundleContext context;
  private final Path folder;
  private final BundlePids bundles;
  private final ConfEvents events;
  private final Map<Path, ConfCheck.Result> results = new TreeMap<>();
  private final Map<String, Map<String, String>> valid = new TreeMap<>();
  private @Nullable ConfigurationAdmin admin;
  private boolean starting = true;

  ConfFolder(BundleContext context, Path folder, BundlePids bundles, ConfEvents events) {
    this.context = context;
    this.folder = folder.toAbsolutePath().normalize();
    this.bundles = bundles;
    this.events = events;
  }

  /** File Install's own way with such files asks nobody, so none is left to it. */
  @Override
  public boolean canHandle(File artifact) {
    return artifact.getName().endsWith(ConfFile.SUFFIX) || artifact.getName().endsWith(".config");
  }

  @Override
  public void install(File artifact) {
    look(artifact.toPath().toAbsolutePath().normalize());
  }

  @Override
  public void update(File artifact) {
    look(artifact.toPath().toAbsolutePath().normalize());
  }

  @Override
  public void uninstall(File artifact) {
    look(artifact.toPath().toAbsolutePath().normalize());
  }

  /** Looks at a file now. */
  synchronized void look(Path path) {
    ConfCheck.Result before = results.get(path);
    if (!Files.exists(path)) {
      if (results.remove(path) != null) {
        withdraw(new ConfFile(path, Map.of(), List.of()).id());
      }
      return;
    }
    ConfFile file = ConfFile.read(path, context::getProperty);
    ConfCheck.Result result = isHere(path) ? ConfCheck.check(file, bundles.now()) : notHere();
    results.put(path, result);
    if (result.errors().isEmpty()) {
      use(file);
    } else if (before != null && before.errors().isEmpty() && before.unowned().isPresent()) {
      withdraw(file.id()); // nobody had it until now, so there is none that could go on to hold
    }
    if (!result.says(before)) {
      tell(path, result);
    }
  }

  private void tell(Path path, ConfCheck.Result result) {
    if (!result.errors().isEmpty()) {
      log.error("{} is not used: {}", ConfCheck.name(path), result.text());
      events.refused(path, result.text());
    } else if (!starting && result.unowned().isPresent()) {
      log.warn("{}: {}", ConfCheck.name(path), result.text());
    }
  }

  private boolean isHere(Path path) {
    return folder.equals(path.getParent()) && ConfFile.isOne(path);
  }

  private ConfCheck.Result notHere() {
    return new ConfCheck.Result(
        List.of("settings stand in " + folder + ", in files named PID" + ConfFile.SUFFIX),
        Optional.empty());
  }

  private void use(ConfFile file) {
    Map<String, String> before = valid.put(file.id(), file.values());
    if (!file.values().equals(before)) {
      push(file.id(), file.values());
      if (!starting) {
        events.changed(file.file(), changes(before == null ? Map.of() : before, file.values()));
      }
    }
  }

  /** The keys alone: a value may be a secret. */
  private static String changes(Map<String, String> before, Map<String, String> after) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
    return "changed: " + String.join(", ", keys);
  }

  /** Configuration Admin has come; it gets what holds. */
  synchronized void serve(@Nullable ConfigurationAdmin next) {
    admin = next;
    valid.forEach(this::push);
  }

  /** All bundles of the distribution run; whatever nobody has now is worth a word. */
  synchronized void started() {
    starting = false;
  }

  private void push(String id, Map<String, String> values) {
    ConfigurationAdmin to = admin;
    if (to == null) {
      return;
    }
    try {
      configuration(to, id).updateIfDifferent(FrameworkUtil.asDictionary(values));
    } catch (IOException e) {
      log.error("The settings of {} cannot be handed on", id, e);
    }
  }

  private void withdraw(String id) {
    ConfigurationAdmin from = admin;
    if (valid.remove(id) == null || from == null) {
      return;
    }
    try {
      configuration(from, id).delete();
    } catch (IOException e) {
      log.error("The settings of {} cannot be taken back", id, e);
    }
  }

  private static Configuration configuration(ConfigurationAdmin admin, String id)
      throws IOException {
    String pid = ConfFile.pid(id);
    return pid.equals(id)
        ? admin.getConfiguration(id, ANY_BUNDLE)
        : admin.getFactoryConfiguration(pid, id.substring(pid.length() + 1), ANY_BUNDLE);
  }

  /** Heard before the bundle is started, so that it never sees what was not checked for it. */
  @Override
  public void bundleChanged(BundleEvent event) {
    switch (event.getType()) {
      case BundleEvent.INSTALLED, BundleEvent.UPDATED, BundleEvent.UNINSTALLED -> lookAgain();
      default -> {
        // changes nothing that is known
      }
    }
  }

  private synchronized void lookAgain() {
    List.copyOf(results.keySet()).forEach(this::look);
  }

  /** What is wrong with each file that is not as it should be. */
  synchronized Map<Path, ConfCheck.Result> faults() {
    Map<Path, ConfCheck.Result> faults = new TreeMap<>(results);
    faults.values().removeIf(result -> result.text().isEmpty());
    return faults;
  }

  /** What holds, by the names of the files. */
  synchronized Map<String, Map<String, String>> valid() {
    return Map.copyOf(valid);
  }

  /** The file of a PID. */
  Path file(String id) {
    return folder.resolve(id + ConfFile.SUFFIX);
  }

  /** What a text would mean as the content of a file. */
  ConfFile parse(Path file, String text) {
    return ConfFile.parse(file, text, context::getProperty);
  }

  /** The PIDs that are known now. */
  BundlePids bundles() {
    return bundles;
  }
}
