package io.carob.api.driver;

import java.time.Instant;
import java.util.Objects;

/**
 * One driver that has come, and how it stands. Several of one name may be there at once: at most
 * one of them is given new calls.
 *
 * <pre>
 *   CHECKING --(self-check succeeds)--> STANDBY --(its turn)--> SERVING --(goes)--> LEAVING --> (gone)
 *       `-----(self-check fails)------> REFUSED
 *   SERVING, LEAVING --(a call goes on beyond its limit)--> STUCK --(it ends)--> as before
 * </pre>
 *
 * @param info what it is
 * @param state how it stands
 * @param reason why it does not serve as it should, in words for people; empty when it does
 * @param since when it came into this state; the epoch when that is not known
 * @param source the symbolic name of the bundle it came from, {@code class path} outside OSGi, or
 *     {@code unknown}
 * @param calls how many calls run on it now
 */
public record DriverStatus(
    DriverInfo info, State state, String reason, Instant since, String source, int calls) {

  /** Checks that all parts are there. */
  public DriverStatus {
    Objects.requireNonNull(info);
    Objects.requireNonNull(state);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(since);
    Objects.requireNonNull(source);
  }

  /** How a driver stands. */
  public enum State {
    /** It came; its self-check runs. */
    CHECKING,
    /** It could serve, but another driver of its name does. */
    STANDBY,
    /** Calls for its name are given to it. */
    SERVING,
    /** It is going: no new call is given to it, and those that run may end. */
    LEAVING,
    /**
     * A call on it goes on beyond its limit. What that call works on is kept from everybody until
     * it ends. The reason says whether calls for other subjects are still given to it.
     */
    STUCK,
    /** It is given no call; the reason says why. */
    REFUSED
  }
}
