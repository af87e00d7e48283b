package io.carob.benchmarks.swap;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param bench whether figures are wanted, rather than a demonstration
 * @param swaps how often the overlay snapshotter is replaced
 * @param clients how many make pods
 * @param look after how many swaps it is looked at what is left
 * @param json whether the answer is JSON
 * @param dump where the heap is written to when class loaders of old versions are left
 * @param home the distribution
 * @param images the demo images
 * @param folder where folders of the run are made
 */
record SwapOptions(
    boolean bench,
    int swaps,
    int clients,
    int look,
    boolean json,
    Optional<Path> dump,
    Path home,
    Path images,
    Path folder) {

  static final String USAGE =
      """
      usage: ./carob demo swap  [--swaps N] [--clients N] [--look N] [-o json]
             ./carob bench swap [--swaps N] [--clients N] [--look N] [-o json]
        --swaps N     how often the overlay snapshotter is replaced; 100 without it
        --clients N   how many clients make pods meanwhile; 8 without it
        --look N      after how many swaps it is looked at what is left of old versions; 10 without it
        --dump FILE   writes the service's heap there when class loaders are left behind
        -o json       prints the answer as JSON and nothing else on standard output
      """;

  private static final int SWAPS = 100;
  private static final int CLIENTS = 8;
  private static final int LOOK = 10;

  /** The first words are {@code demo} or {@code bench}, distribution, images and folder. */
  static SwapOptions parse(List<String> words) {
    int swaps = SWAPS;
    int clients = CLIENTS;
    int look = LOOK;
    boolean json = false;
    Optional<Path> dump = Optional.empty();
    for (int i = 4; i < words.size(); i += 2) {
      String value = i + 1 < words.size() ? words.get(i + 1) : "";
      switch (words.get(i)) {
        case "--swaps" -> swaps = number("--swaps", value);
        case "--clients" -> clients = number("--clients", value);
        case "--look" -> look = number("--look", value);
        case "--dump" -> dump = Optional.of(Path.of(value).toAbsolutePath());
        case "-o", "--output" -> {
          if (!value.equals("json") && !value.equals("table")) {
            throw new IllegalArgumentException("-o is json or table");
          }
          json = value.equals("json");
        }
        default -> throw new IllegalArgumentException("unknown word: " + words.get(i));
      }
    }
    return new SwapOptions(
        words.get(0).equals("bench"),
        swaps,
        clients,
        look,
        json,
        dump,
        Path.of(words.get(1)),
        Path.of(words.get(2)),
        Path.of(words.get(3)));
  }

  private static int number(String option, String value) {
    if (!value.matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(option + " takes a number from 1 to 9999");
    }
    return Integer.parseInt(value);
  }
}
