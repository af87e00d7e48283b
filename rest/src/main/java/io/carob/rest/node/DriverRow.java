package io.carob.rest.node;

import io.carob.api.driver.DriverStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One driver as the API shows it.
 *
 * @param type what it drives
 * @param name its name
 * @param version its version
 * @param state how it stands, in lower case
 * @param uses how many things of each kind need it: a driver of its name, unless another one of
 *     that name serves them
 * @param capabilities what it declares
 * @param source the bundle it came from
 * @param since when it came into its state
 * @param calls how many calls run on it
 * @param reason why it does not serve as it should, or not as its operator wished
 */
record DriverRow(
    String type,
    String name,
    String version,
    String state,
    Map<String, Long> uses,
    List<String> capabilities,
    String source,
    Instant since,
    int calls,
    String reason) {

  static DriverRow of(DriverStatus status, Map<String, Long> uses) {
    return new DriverRow(
        status.info().type(),
        status.info().name(),
        status.info().version(),
        status.state().name().toLowerCase(Locale.ROOT),
        uses,
        status.info().capabilities(),
        status.source(),
        status.since(),
        status.calls(),
        status.reason());
  }

  /** The same, while another one serves its name. */
  DriverRow behind(DriverRow other) {
    DriverRow unused =
        new DriverRow(
            type, name, version, state, Map.of(), capabilities, source, since, calls, reason);
    return reason.isEmpty()
        ? unused.because(other.version() + " of " + other.source() + " serves that name")
        : unused;
  }

  /** The same with a reason. */
  DriverRow because(String why) {
    return new DriverRow(type, name, version, state, uses, capabilities, source, since, calls, why);
  }

  /** The same with one reason more, if there is one. */
  DriverRow alsoBecause(String why) {
    return why.isEmpty() ? this : because(reason.isEmpty() ? why : reason + "; " + why);
  }

  /** Type and name. */
  String id() {
    return type + "/" + name;
  }
}
