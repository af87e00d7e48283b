package io.carob.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A /24 network that no route of this host leads to. Drawn by chance, so that tests that run at the
 * same time do not take the same.
 *
 * @param second its second number, after the 10
 * @param third its third number
 */
public record FreeSubnet(int second, int third) {

  private static final Random CHANCE = new Random();

  public static FreeSubnet find() {
    List<Route> routes = routes();
    for (int attempt = 0; attempt < 10_000; attempt++) {
      FreeSubnet drawn = new FreeSubnet(128 + CHANCE.nextInt(100), CHANCE.nextInt(256));
      if (routes.stream().noneMatch(r -> r.overlaps(drawn.address()))) {
        return drawn;
      }
    }
    throw new AssertionError("no free network in 10.128.0.0/9; there are " + routes);
  }

  /** Short and its own, for names of links. */
  public String id() {
    return "%02x%02x".formatted(second, third);
  }

  /** Its first three numbers. */
  public String prefix() {
    return "10." + second + "." + third;
  }

  private int address() {
    return 10 << 24 | second << 16 | third << 8;
  }

  private static List<Route> routes() {
    try (var lines = Files.lines(Path.of("/proc/net/route"))) {
      return lines
          .skip(1)
          .map(line -> line.strip().split("\\s+", -1))
          .map(words -> new Route(number(words[1]), number(words[7])))
          .filter(route -> route.mask != 0) // the default route
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kernel prints addresses as they lie in memory. */
  private static int number(String hex) {
    int read = Integer.parseUnsignedInt(hex, 16);
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(read) : read;
  }

  private record Route(int address, int mask) {
    boolean overlaps(int subnet) {
      int common = mask & 0xffffff00;
      return (address & common) == (subnet & common);
    }
  }
}
