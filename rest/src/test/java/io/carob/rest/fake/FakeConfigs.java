package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Configs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The settings of one part, which is configured by one PID. */
public final class FakeConfigs implements Configs {

  /** What is not used. */
  public final Map<String, String> refused = new ConcurrentHashMap<>();

  private final Map<String, String> values = new TreeMap<>();

  @Override
  public Map<String, String> refused() {
    return refused;
  }

  @Override
  public synchronized List<Setting> settings() {
    return List.of(
        new Setting(
            "org.example.part",
            "mode",
            "String",
            "off",
            values.getOrDefault("mode", "off"),
            "Which. (live, since 0.1)",
            List.of("off", "on")),
        new Setting(
            "org.example.part",
            "folder",
            "String",
            "",
            values.getOrDefault("folder", ""),
            "Where. (restart, since 0.1)",
            List.of()));
  }

  @Override
  public List<String> pids(String bundle) {
    return List.of("org.example.part");
  }

  @Override
  public synchronized void set(String pid, Map<String, String> changes) {
    if (!pid.equals("org.example.part")) {
      throw new CarobException(ErrorCode.NOT_FOUND, "configuration " + pid + " is not known");
    }
    for (String key : changes.keySet()) {
      if (!List.of("mode", "folder").contains(key)) {
        throw new CarobException(ErrorCode.INVALID_ARGUMENT, key + " is not known");
      }
    }
    values.putAll(changes);
  }
}
