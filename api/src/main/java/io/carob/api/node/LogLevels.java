package io.carob.api.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The levels of the running service's log; a service of whatever started it. */
@ProviderType
public interface LogLevels {

  /**
   * {@return the levels that are set, by the name of the logger; {@code ROOT} holds for all that
   * have none of their own or above them}
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

  /**
   * Sets a level as {@link #set}, and for every later start of the service too.
   *
   * @param logger as for {@link #set}
   * @param level as for {@link #set}
   * @throws CarobException as {@link #set}; {@code UNSUPPORTED} when there is nothing that a later
   *     start reads
   */
  default void save(String logger, String level) {
    throw new CarobException(
        ErrorCode.UNSUPPORTED, "the level of " + logger + " cannot be kept: no configuration");
  }
}
