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
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in conf/ while the service runs, as File Install tells of them. A file is checked
 * before it takes effect; one that is wrong changes nothing, and is left as it is. So is one that
 * the part itself refuses: what held before is handed on again. The file of a driver that is not
 * there waits for it, and is checked when its bundle is installed.
 */
final class ConfFolder implements ArtifactInstaller, SynchronousBundleListener {

  private static final Logger log = LoggerFactory.getLogger(ConfFolder.class);

  private final BundleContext context;
  private final Path folder;
  private final BundlePids bundles;
  private Map<String, Map<String, String>> sound;
  private final ConfEvents events;
  private final Effect effect;
  private final Map<Path, ConfCheck.Result> results = new TreeMap<>();
  private final Map<Path, Change.Refused> refusals = new TreeMap<>();
  private final Map<String, Change> changes = new TreeMap<>();
  private final Set<Path> later = new TreeSet<>();
  private final Holding holding = new Holding();
  private boolean starting = true;

  ConfFolder(
      BundleContext context,
      Path folder,
      BundlePids bundles,
      Map<String, Map<String, String>> sound,
      ConfEvents events,
      Effect effect) {
    this.context = context;
    this.folder = folder.toAbsolutePath().normalize();
    this.bundles = bundles;
    this.sound = sound;
    this.events = events;
    this.effect = effect;
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
    look(path, false);
  }

  /**
   * Writes a file, or deletes it, and looks at it.
   *
   * @param text what it says from now on; empty to delete it
   * @return what is handed on then, changed or not; empty when the file is not used
   */
  synchronized Optional<Change> set(Path path, Optional<String> text) throws IOException {
    write(path, text);
    return look(path, true);
  }

  /**
   * Writes a file as it was before a change that is refused: what it says holds again already, and
   * the part may still be on its way back to it.
   */
  synchronized void restore(Path path, Optional<String> text) throws IOException {
    write(path, text);
    look(path, false);
  }

  private static void write(Path path, Optional<String> text) throws IOException {
    if (text.isPresent()) {
      CfgFile.write(path, text.get());
    } else {
      Files.deleteIfExists(path);
    }
  }

  private Optional<Change> look(Path path, boolean asked) {
    ConfCheck.Result before = results.get(path);
    if (!Files.exists(path)) {
      refusals.remove(path);
      if (results.remove(path) != null) {
        withdraw(new ConfFile(path, Map.of(), List.of()).id());
      }
      return Optional.empty();
    }
    String stamp = stamp(path);
    ConfFile file = ConfFile.read(path, context::getProperty);
    ConfCheck.Result result = isHere(path) ? refused(file, stamp, checked(file)) : notHere();
    results.put(path, result);
    Optional<Change> change = Optional.empty();
    if (result.errors().isEmpty()) {
      change = use(file, stamp, result.unowned().isEmpty(), asked);
    } else if (before != null && before.errors().isEmpty() && before.unowned().isPresent()) {
      withdraw(file.id()); // nobody had it until now, so there is none that could go on to hold
    }
    if (!result.says(before)) {
      tell(path, result);
    }
    return change;
  }

  /** While the bundles start, what was found right before is not looked up in all of them again. */
  private ConfCheck.Result checked(ConfFile file) {
    boolean known =
        file.faults().isEmpty()
            && file.values().equals(sound.get(file.file().getFileName().toString()));
    return known
        ? new ConfCheck.Result(List.of(), Optional.empty())
        : ConfCheck.check(file, bundles.now());
  }

  /** Another one when the file is written again, be it with the same words. */
  private static String stamp(Path path) {
    try {
      return Files.getLastModifiedTime(path).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Of a file whose part cannot be with it: that, until it is written again or the part is gone.
   */
  private ConfCheck.Result refused(ConfFile file, String stamp, ConfCheck.Result result) {
    Change.Refused last = refusals.get(file.file());
    if (last == null) {
      return result;
    }
    if (!last.isOf(file, stamp) || !last.isBy(bundles.owners(file.id()))) {
      refusals.remove(file.file());
      return result;
    }
    return result.errors().isEmpty()
        ? new ConfCheck.Result(List.of(last.reason()), Optional.empty())
        : result;
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

  private Optional<Change> use(ConfFile file, String stamp, boolean owned, boolean asked) {
    if (!asked && changes.containsKey(file.id())) {
      later.add(file.file()); // what could be gone back to is not known yet
      return Optional.empty();
    }
    Optional<Map<String, String>> before =
        Optional.ofNullable(holding.put(file.id(), file.values()));
    boolean changed = !before.equals(Optional.of(file.values()));
    if (changed && !starting) {
      events.changed(file.file(), changes(before.orElse(Map.of()), file.values()));
    }
    if (!changed && !asked) {
      return Optional.empty();
    }
    Optional<Change> last = forget(file.id());
    if (!owned || (starting && !asked)) {
      return Optional.empty();
    }
    Change change =
        new Change(file, stamp, before, last.map(Change::back).orElse(before), effect, this::ended);
    changes.put(file.id(), change);
    change.begin();
    return Optional.of(change);
  }

  /** What is waited for is not waited for any more, if it is. */
  private Optional<Change> forget(String id) {
    Optional<Change> last = Optional.ofNullable(changes.remove(id));
    last.ifPresent(Change::supersede);
    return last;
  }

  /** A part that cannot be with what it was given is given again what held before. */
  private synchronized void ended(Change change, Optional<String> refusal) {
    if (!changes.remove(change.id(), change)) {
      return; // something else was handed on since
    }
    refusal.ifPresent(reason -> goBack(change, reason));
    if (later.remove(change.path()) || refusal.isPresent()) {
      look(change.path());
    }
  }

  private void goBack(Change change, String reason) {
    refusals.put(change.path(), change.refused(reason, bundles.owners(change.id())));
    change
        .back()
        .ifPresentOrElse(
            values -> holding.put(change.id(), values), () -> holding.remove(change.id()));
  }

  /** Waits until it is known whether what was handed on holds. */
  void awaitEnd(String id) {
    Optional<Change> last;
    synchronized (this) {
      last = Optional.ofNullable(changes.get(id));
    }
    last.ifPresent(Change::awaitEnd);
  }

  /** The keys alone: a value may be a secret. */
  private static String changes(Map<String, String> before, Map<String, String> after) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
    return "changed: " + String.join(", ", keys);
  }

  /** Configuration Admin has come, or gone. */
  void serve(@Nullable ConfigurationAdmin next) {
    holding.serve(next);
  }

  /** All bundles of the distribution run; whatever nobody has now is worth a word. */
  synchronized void started() {
    starting = false;
    sound = Map.of();
  }

  private void withdraw(String id) {
    forget(id);
    holding.remove(id);
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
  Map<String, Map<String, String>> valid() {
    return holding.all();
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
