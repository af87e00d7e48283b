package io.carob.volume.emptydir;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes writes them: {@code 64Mi}, {@code 1.5G}, {@code 500k}, {@code 1e6}. */
final class Quantity {

  private static final Pattern FORM =
      Pattern.compile("(\\+?(?:\\d+\\.?\\d*|\\.\\d+))([A-Za-z]*|[eE][+-]?\\d{1,3})");
  private static final Pattern EXPONENT = Pattern.compile("[eE]([+-]?\\d+)");
  private static final int LONGEST = 64;

  private static final Map<String, BigDecimal> FACTORS =
      Map.ofEntries(
          Map.entry("", BigDecimal.ONE),
          Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
          Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
          Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
          Map.entry("k", BigDecimal.ONE.movePointRight(3)),
          Map.entry("M", BigDecimal.ONE.movePointRight(6)),
          Map.entry("G", BigDecimal.ONE.movePointRight(9)),
          Map.entry("T", BigDecimal.ONE.movePointRight(12)),
          Map.entry("P", BigDecimal.ONE.movePointRight(15)),
          Map.entry("E", BigDecimal.ONE.movePointRight(18)),
          Map.entry("Ki", power(10)),
          Map.entry("Mi", power(20)),
          Map.entry("Gi", power(30)),
          Map.entry("Ti", power(40)),
          Map.entry("Pi", power(50)),
          Map.entry("Ei", power(60)));

  private Quantity() {}

  /**
   * The whole number that a quantity stands for, fractions rounded up; at most {@link
   * Long#MAX_VALUE}. Empty when the text is none, or is negative.
   */
  static Optional<Long> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.length() > LONGEST || !form.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(form.group(1));
    return factor(form.group(2)).map(number::multiply).map(Quantity::wholeAndBounded);
  }

  private static Optional<BigDecimal> factor(String suffix) {
    Matcher exponent = EXPONENT.matcher(suffix);
    return exponent.matches()
        ? Optional.of(BigDecimal.ONE.scaleByPowerOfTen(Integer.parseInt(exponent.group(1))))
        : Optional.ofNullable(FACTORS.get(suffix));
  }

  private static long wholeAndBounded(BigDecimal number) {
    BigDecimal whole = number.setScale(0, RoundingMode.CEILING);
    return whole.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  private static BigDecimal power(int bits) {
    return BigDecimal.valueOf(1L << bits);
  }
}
