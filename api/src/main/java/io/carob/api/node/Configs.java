package io.carob.api.node;

import io.carob.api.CarobException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** The configuration of the running node, drivers included. */
@ProviderType
public interface Configs {

  /** Every setting that a part of the node knows, by PID and key. */
  List<Setting> settings();

  /**
   * The PIDs by which the parts of a bundle are configured, a driver's above all.
   *
   * @param bundle its symbolic name; one that is not there has none
   */
  List<String> pids(String bundle);

  /**
   * What was written down and is not used, because something in it is wrong; what was valid before
   * goes on to hold.
   *
   * @return by the name of the file without its end, which is the PID, or the PID of a factory, a
   *     tilde and a name; in words for people
   */
  default Map<String, String> refused() {
    return Map.of();
  }

  /**
   * Changes settings of one PID; the others stay. All values are checked before the first is
   * changed. Waits until they have taken effect. They outlive the service.
   *
   * @param pid the PID
   * @param values the new values by key, written as in the configuration's file
   * @throws CarobException {@code NOT_FOUND} when nobody has the PID, naming the nearest; {@code
   *     INVALID_ARGUMENT} for a key that is not known, naming it and the nearest known one, and for
   *     a value that cannot be, naming its key and what can; {@code FAILED_PRECONDITION} when a
   *     part does not start with them, or the file has faults besides; then nothing is changed.
   *     {@code UNAVAILABLE} when they take longer than a minute to take effect, which they will
   */
  void set(String pid, Map<String, String> values);

  /**
   * One setting.
   *
   * @param pid the PID, such as {@code io.carob.engine}
   * @param key its key
   * @param type the type of its value in OSGi's Metatype, such as {@code String} or {@code Long}
   * @param defaultValue what holds when nothing is set
   * @param value what holds now; empty for a secret
   * @param help what it is for, in a sentence
   * @param allowed the values that it may have; empty when each value of the type is one
   */
  record Setting(
      String pid,
      String key,
      String type,
      String defaultValue,
      String value,
      String help,
      List<String> allowed) {

    /** Copies the allowed values. */
    public Setting {
      Objects.requireNonNull(pid);
      Objects.requireNonNull(key);
      Objects.requireNonNull(type);
      Objects.requireNonNull(defaultValue);
      Objects.requireNonNull(value);
      Objects.requireNonNull(help);
      allowed = List.copyOf(allowed);
    }
  }
}
