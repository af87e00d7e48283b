package io.carob.assembly.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which bundle an operator means. A number or a symbolic name comes first, then the name of its jar
 * ({@code snapshotter-native-copy} or {@code carob-snapshotter-native-copy} for {@code
 * io.carob.snapshotter.nativecopy}), then the last part of a symbolic name ({@code overlay}).
 */
final class BundleNames {

  private BundleNames() {}

  /** A bundle, as far as names go. */
  record Named(long id, String name) {
    @Override
    public String toString() {
      return name + " (" + id + ")";
    }
  }

  /**
   * Chooses one.
   *
   * @throws CarobException {@code NOT_FOUND}; {@code INVALID_ARGUMENT} when several fit, naming
   *     them
   */
  static Named choose(List<Named> bundles, String wanted) {
    String plain = plain(wanted);
    List<Predicate<Named>> rules =
        List.of(
            b -> String.valueOf(b.id()).equals(wanted),
            b -> b.name().equals(wanted),
            b -> plain(b.name()).equals(plain) || plain(b.name()).equals("iocarob" + plain),
            b -> plain(b.name()).equals("io" + plain),
            b -> plain(b.name().substring(b.name().lastIndexOf('.') + 1)).equals(plain));
    for (Predicate<Named> rule : rules) {
      List<Named> fits = bundles.stream().filter(rule).toList();
      if (fits.size() == 1) {
        return fits.get(0);
      }
      if (fits.size() > 1) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT,
            "\""
                + wanted
                + "\" may be any of "
                + fits.stream().map(Named::toString).collect(Collectors.joining(", "))
                + "; give the whole name, or the number");
      }
    }
    throw new CarobException(
        ErrorCode.NOT_FOUND,
        "no bundle is named \"" + wanted + "\"; `carob bundle ls` shows all of them");
  }

  /** Jars write {@code native-copy} where bundles write {@code nativecopy}. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
  }
}
