package io.carob.engine.pod;

import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverTable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which drivers were reached by others for a pod: what a driver passes on to another one nobody
 * else knows of, and the pod needs both. Of pods that were there at the start it is known when
 * their sandboxes have been looked for, which is passed on as well.
 */
public final class PassedOn {

  /** Names by type, and the digits with which the ids of a pod's sandbox and containers begin. */
  private final Map<String, Set<String>> names = new ConcurrentHashMap<>();

  private final Supplier<Set<String>> uids;

  /**
   * Nothing was passed on.
   *
   * @param uids of the pods that are there now
   */
  PassedOn(Supplier<Set<String>> uids) {
    this.uids = uids;
  }

  /** The way to the drivers of a type for those that pass calls on; it is noted. */
  public <D> DriverCalls<D> calls(String type, DriverTable<D> table) {
    return new DriverCalls<>() {
      @Override
      public <R> R call(String name, String subject, Function<? super D, ? extends R> call) {
        return table.call(
            name,
            subject,
            driver -> {
              note(type, name, subject);
              return call.apply(driver);
            });
      }
    };
  }

  void note(String type, String name, String subject) {
    String digits = LostStates.digits(subject);
    if (digits.matches("[0-9a-f]{12}")) { // else it is no pod's
      names.computeIfAbsent(key(type, digits), any -> ConcurrentHashMap.newKeySet()).add(name);
      if (uids.get().stream().map(LostStates::digits).noneMatch(digits::equals)) {
        forget(digits); // it may have gone just now
      }
    }
  }

  /** The drivers of a type that others passed calls for a pod on to. */
  Set<String> of(String type, String uid) {
    return names.getOrDefault(key(type, LostStates.digits(uid)), Set.of());
  }

  /** A pod is gone. */
  void forget(String uid) {
    names.keySet().removeIf(key -> key.endsWith(" " + LostStates.digits(uid)));
  }

  private static String key(String type, String digits) {
    return type + " " + digits;
  }
}
