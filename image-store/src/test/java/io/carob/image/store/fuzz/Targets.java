package io.carob.image.store.fuzz;

import io.carob.image.store.kit.Tar;
import io.carob.image.store.registry.login.ChallengeFuzz;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** All fuzz targets with the inputs that they begin with, and those that once broke something. */
enum Targets {
  TAR(TarFuzz.class),
  COMPRESSION(CompressionFuzz.class),
  LAYER(LayerFuzz.class),
  FORMS(FormsFuzz.class),
  IMAGE(ImageFuzz.class),
  CHALLENGE(ChallengeFuzz.class),
  HOSTS(HostsFuzz.class);

  private static final int PROGRAMS = 30;

  private final Class<?> type;

  Targets(Class<?> type) {
    this.type = type;
  }

  void run(byte[] input) {
    switch (this) {
      case TAR -> TarFuzz.fuzzerTestOneInput(input);
      case COMPRESSION -> CompressionFuzz.fuzzerTestOneInput(input);
      case LAYER -> LayerFuzz.fuzzerTestOneInput(input);
      case FORMS -> FormsFuzz.fuzzerTestOneInput(input);
      case IMAGE -> ImageFuzz.fuzzerTestOneInput(input);
      case CHALLENGE -> ChallengeFuzz.fuzzerTestOneInput(input);
      case HOSTS -> HostsFuzz.fuzzerTestOneInput(input);
    }
  }

  /** Seeds made by code, then the inputs in {@code fuzz/<target>.txt}: hex, or text after ">". */
  List<byte[]> inputs() {
    List<byte[]> all = new ArrayList<>(seeds());
    String file = "/fuzz/" + name().toLowerCase(java.util.Locale.ROOT) + ".txt";
    try (InputStream in = Objects.requireNonNull(Targets.class.getResourceAsStream(file), file)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.startsWith(">")) {
          all.add(Tar.bytes(line.substring(1).replace("\\n", "\n")));
        } else if (!line.isBlank() && !line.startsWith("#")) {
          all.add(HexFormat.of().parseHex(line.strip()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private List<byte[]> seeds() {
    return switch (this) {
      case TAR -> List.of(Seeds.tar(), Seeds.sparse(), Seeds.gnu());
      case LAYER -> layers();
      case COMPRESSION -> List.of(Tar.gzip(Seeds.tar()), Tar.zstd(Seeds.tar()), Seeds.members());
      case FORMS -> programs();
      default -> List.of(new byte[0]);
    };
  }

  private static List<byte[]> layers() {
    List<byte[]> all = new ArrayList<>();
    for (byte[] tar : List.of(Seeds.tar(), Seeds.sparse(), Seeds.gnu())) {
      all.add(Tar.bytes("\1" + new String(tar, StandardCharsets.ISO_8859_1)));
    }
    for (byte[] program : programs()) {
      program[0] = 0;
      all.add(program);
    }
    return all;
  }

  /** The same on every run. */
  private static List<byte[]> programs() {
    Random random = new Random(20);
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < PROGRAMS; i++) {
      byte[] program = new byte[20 + random.nextInt(60)];
      random.nextBytes(program);
      all.add(program);
    }
    return all;
  }

  /**
   * Writes the inputs of a target into a folder, for Jazzer, and prints the name of its class.
   *
   * @param arguments target and folder; none: prints the names of all targets
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      for (Targets each : values()) {
        System.out.println(each.name().toLowerCase(java.util.Locale.ROOT));
      }
      return;
    }
    Targets target = valueOf(arguments[0].toUpperCase(java.util.Locale.ROOT));
    int count = 0;
    for (byte[] input : target.inputs()) {
      Files.write(Path.of(arguments[1], "seed-" + count++), input);
    }
    System.out.println(target.type.getName());
  }
}
