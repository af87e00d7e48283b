package io.carob.api.node;

import io.carob.api.CarobException;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The levels of the running service's log; a service of whatever started it. */
@ProviderType
public interface LogLevels {

  /**
   * The levels that are set, by the name of the logger; {@code ROOT} holds for all that have none
   * of their own or above them.
   */
  Map<String, String> levels();

  /**
   * Sets a level, at once and until the service ends.
   *
   * @param logger the logger's name, such as {@code io.carob.engine}, or {@code ROOT}
   * @param level {@code TRACE}, {@code DEBUG}, {@code INFO}, {@code WARN}, {@code ERROR} or {@code
   *     OFF}
   * @throws CarobException {@code INVALID_ARGUMENT} for any other level
   */
  void set(String logger, String level);
}
