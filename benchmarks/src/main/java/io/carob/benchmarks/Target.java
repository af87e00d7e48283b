package io.carob.benchmarks;

import java.util.Locale;
import java.util.Optional;

/** What a row has to reach. */
public record Target(Kind kind, double bound, String unit) {

  /** How the two sides are compared. */
  enum Kind {
    /** The peer's time over Carob's. */
    TIMES_FASTER,
    /** Carob's rate over the peer's. */
    TIMES_THE_RATE,
    /** Carob's figure over the peer's. */
    TIMES_AT_MOST,
    /** Carob's figure alone. */
    BELOW,
    /** Nothing: the figure is for information. */
    NONE
  }

  public static Target timesFaster(double bound) {
    return new Target(Kind.TIMES_FASTER, bound, "");
  }

  static Target timesTheRate(double bound) {
    return new Target(Kind.TIMES_THE_RATE, bound, "");
  }

  static Target atMostTimes(double bound) {
    return new Target(Kind.TIMES_AT_MOST, bound, "");
  }

  public static Target below(double bound, String unit) {
    return new Target(Kind.BELOW, bound, unit);
  }

  /** Of a row that is only told. */
  public static Target none() {
    return new Target(Kind.NONE, 0, "");
  }

  /** The ratio that the target bounds; empty without a peer. */
  Optional<Double> ratio(Series carob, Optional<Series> peer) {
    if (kind == Kind.BELOW || kind == Kind.NONE || peer.isEmpty()) {
      return Optional.empty();
    }
    double other = peer.get().median();
    return Optional.of(kind == Kind.TIMES_FASTER ? other / carob.median() : carob.median() / other);
  }

  boolean isMet(Series carob, Optional<Series> peer) {
    if (kind == Kind.NONE) {
      return true;
    }
    if (kind == Kind.BELOW) {
      return carob.max() < bound;
    }
    return ratio(carob, peer)
        .filter(ratio -> kind == Kind.TIMES_AT_MOST ? ratio <= bound : ratio >= bound)
        .isPresent();
  }

  @Override
  public String toString() {
    String digits = String.format(Locale.ROOT, "%.4g", bound);
    String number = digits.contains(".") ? digits.replaceFirst("\\.?0+$", "") : digits;
    return switch (kind) {
      case TIMES_FASTER -> "at least " + number + " times faster";
      case TIMES_THE_RATE -> "at least " + number + " times the rate";
      case TIMES_AT_MOST -> "at most " + number + " times";
      case BELOW -> "under " + number + " " + unit;
      case NONE -> "-";
    };
  }
}
