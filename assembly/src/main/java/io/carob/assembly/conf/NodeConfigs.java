package io.carob.assembly.conf;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Configs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Shows and changes the configuration of the running node. */
final class NodeConfigs implements Configs {

  /**
   * What the framework's own bundles could be told is set by the launcher, and no one's concern.
   */
  private static final String FELIX = "org.apache.felix.";

  private final ConfFolder folder;

  NodeConfigs(ConfFolder folder) {
    this.folder = folder;
  }

  @Override
  public List<Setting> settings() {
    Map<String, Map<String, String>> valid = folder.valid();
    KnownPids known = folder.bundles().now();
    List<Setting> settings = new ArrayList<>();
    for (Pid pid : known.all()) {
      if (pid.typed() && !pid.name().startsWith(FELIX)) {
        settings.addAll(settings(pid.name(), pid, valid.getOrDefault(pid.name(), Map.of())));
      }
    }
    valid.forEach(
        (id, values) -> {
          if (known.find(id).isEmpty()) { // one of several parts
            known
                .find(ConfFile.pid(id))
                .ifPresent(pid -> settings.addAll(settings(id, pid, values)));
          }
        });
    return settings;
  }

  private static List<Setting> settings(String id, Pid pid, Map<String, String> values) {
    return pid.keys().values().stream()
        .map(
            key ->
                new Setting(
                    id,
                    key.name(),
                    key.several() ? key.type() + "[]" : key.type(),
                    key.otherwise(),
                    key.secret() ? "" : values.getOrDefault(key.name(), key.otherwise()),
                    key.help(),
                    key.options()))
        .toList();
  }

  @Override
  public List<String> pids(String bundle) {
    return folder.bundles().of(bundle).all().stream().filter(Pid::typed).map(Pid::name).toList();
  }

  @Override
  public Map<String, String> refused() {
    Map<String, String> refused = new TreeMap<>();
    folder
        .faults()
        .forEach(
            (file, result) -> {
              if (!result.errors().isEmpty() && ConfFile.isOne(file)) {
                refused.put(ConfFile.id(file), ConfCheck.name(file) + ": " + result.text());
              }
            });
    return refused;
  }

  @Override
  public synchronized void set(String id, Map<String, String> values) {
    Map<String, String> sorted = new TreeMap<>(values);
    requireSound(id, sorted);
    if (sorted.isEmpty()) {
      return;
    }
    Path file = folder.file(id);
    folder.awaitEnd(id);
    try {
      Optional<String> before =
          Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
      String text = CfgText.with(before.orElse(""), sorted);
      requireWhole(file, folder.parse(file, text));
      Optional<Change> change = folder.set(file, Optional.of(text));
      if (change.isPresent()) {
        await(id, file, before, change.get());
      }
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot change "
              + file
              + ": "
              + e
              + ". Make it writable for the service, or choose another folder with --conf",
          e);
    }
  }

  private void requireSound(String id, Map<String, String> values) {
    KnownPids known = folder.bundles().now();
    Pid pid =
        known
            .find(id)
            .or(() -> known.find(ConfFile.pid(id)))
            .orElseThrow(
                () ->
                    new CarobException(
                        ErrorCode.NOT_FOUND, "configuration " + Pid.unknown(id, known.typed())));
    pid.fault(id)
        .ifPresent(
            why -> {
              throw new CarobException(
                  ErrorCode.INVALID_ARGUMENT, "configuration " + id + ": " + why);
            });
    values.forEach(
        (key, value) -> {
          Optional<String> fault =
              key.isBlank() ? Optional.of("a setting has no key") : pid.fault(key, value.strip());
          if (fault.isPresent() && !value.contains("${")) {
            throw new CarobException(
                ErrorCode.INVALID_ARGUMENT, "configuration " + id + ": " + fault.get());
          }
        });
  }

  /** The rest of the file must be right too: else it would not be used. */
  private void requireWhole(Path file, ConfFile next) {
    ConfCheck.Result result = ConfCheck.check(next, folder.bundles().now());
    if (!result.errors().isEmpty() && ConfFile.isOne(file)) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "cannot change "
              + file
              + ", because it would not be used: "
              + result.text()
              + ". Mend that first");
    }
  }

  private void await(String id, Path file, Optional<String> before, Change change)
      throws IOException {
    try {
      Effect.Outcome outcome = change.await();
      if (outcome != Effect.Outcome.TAKEN) {
        throw new CarobException(
            ErrorCode.UNAVAILABLE,
            "configuration "
                + id
                + " is written and valid, but "
                + (outcome == Effect.Outcome.LATE
                    ? "has not taken effect within "
                        + Change.PATIENCE.toSeconds()
                        + " s. `carob check` and the service's log say what holds it up"
                    : "it was not seen to take effect: its file was changed meanwhile, or the"
                        + " service stops. `carob config "
                        + id
                        + "` shows what holds"));
      }
    } catch (Effect.RefusedException e) {
      folder.restore(file, before);
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "configuration " + id + " stays as it was: " + e.reason(),
          e);
    }
  }
}
