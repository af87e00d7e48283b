package io.carob.benchmarks;

import java.util.Optional;

/**
 * One row of the answer.
 *
 * @param unit of both sides' figures
 * @param peer the other side; empty when there is none, or when it could not run
 * @param reason why the other side could not run; empty when it ran or there is none
 */
public record Result(
    String name,
    String unit,
    Optional<Series> carob,
    Optional<Series> peer,
    Target target,
    String reason) {

  public static Result of(String name, String unit, Series carob, Series peer, Target target) {
    return new Result(name, unit, Optional.of(carob), Optional.of(peer), target, "");
  }

  /** A row without a peer. */
  public static Result alone(String name, String unit, Series carob, Target target) {
    return new Result(name, unit, Optional.of(carob), Optional.empty(), target, "");
  }

  /** A row that could not be measured; it counts as not met. */
  public static Result failed(String name, String unit, Target target, String reason) {
    return new Result(name, unit, Optional.empty(), Optional.empty(), target, reason);
  }

  Optional<Double> ratio() {
    return carob.flatMap(own -> target.ratio(own, peer));
  }

  boolean meetsTarget() {
    return reason.isEmpty() && carob.isPresent() && target.isMet(carob.get(), peer);
  }
}
