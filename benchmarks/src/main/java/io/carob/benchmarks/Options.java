package io.carob.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param json whether the answer is JSON
 * @param quick whether a small image does
 * @param repetitions how often each side runs
 * @param only parts of the names of the rows to run; all when empty
 * @param folder where images, the disk and results lie
 */
record Options(boolean json, boolean quick, int repetitions, List<String> only, Path folder) {

  static final String USAGE =
      """
      usage: ./carob bench storage [-o json] [--quick] [--repetitions N] [--only WORD[,WORD…]]
        -o json           prints {"results":[…]} and nothing else
        --quick           a small image and two repetitions: shows that all works, measures little
        --repetitions N   how often each side runs; 3 without it
        --only WORD       runs the groups of that name: gzip, igzip, zstd, docker, native,
                          snapshots, mount, memory
      """;

  private static final int USUAL = 3;

  Options {
    only = List.copyOf(only);
  }

  static Options parse(Path folder, List<String> words) {
    boolean json = false;
    boolean quick = false;
    int repetitions = 0;
    List<String> only = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      switch (words.get(i)) {
        case "-o", "--output" -> {
          if (!next.equals("json") && !next.equals("table")) {
            throw new IllegalArgumentException("-o is json or table");
          }
          json = next.equals("json");
          i++;
        }
        case "--quick" -> quick = true;
        case "--repetitions" -> {
          if (!next.matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("--repetitions takes a number from 1 to 999");
          }
          repetitions = Integer.parseInt(next);
          i++;
        }
        case "--only" -> {
          only.addAll(Arrays.asList(next.split(",", -1)));
          i++;
        }
        default -> throw new IllegalArgumentException("unknown word: " + words.get(i));
      }
    }
    if (repetitions == 0) {
      repetitions = quick ? 2 : USUAL;
    }
    return new Options(json, quick, repetitions, only, folder);
  }

  boolean wants(String group) {
    return only.isEmpty() || only.contains(group);
  }
}
