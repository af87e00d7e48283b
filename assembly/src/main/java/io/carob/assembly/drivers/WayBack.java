package io.carob.assembly.drivers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way back to the jar, and its checksum, that lay in a place before another was brought there.
 * It is kept beside them under names that nobody else looks at until the other one is known to run;
 * when the service ends before that, the next one goes back. The jar's second name is made last and
 * goes first: while it is there, what belongs to it is.
 */
final class WayBack {

  private static final Logger LOG = LoggerFactory.getLogger(WayBack.class);
  private static final String NEW = ".part";
  private static final String BEFORE = ".before";

  private final Path place;
  private final Path sum;

  /** The way back in that place; nothing is kept yet. */
  WayBack(Path place) {
    this.place = place;
    this.sum = sum(place);
  }

  /** The file with the checksum of a jar. */
  static Path sum(Path jar) {
    return jar.resolveSibling(jar.getFileName() + Checksum.SUFFIX);
  }

  /** Where something that is to come into a place is written. */
  static Path part(Path file) {
    return with(file, NEW);
  }

  private static Path before(Path file) {
    return with(file, BEFORE);
  }

  private static Path with(Path file, String suffix) {
    return file.resolveSibling("." + file.getFileName() + suffix);
  }

  /** Gives what is there a second name: so it is not gone for a moment. */
  void keep() throws IOException {
    forget();
    link(before(sum), sum);
    link(before(place), place);
  }

  private static void link(Path name, Path file) throws IOException {
    if (Files.exists(file)) {
      Files.createLink(name, file);
    }
  }

  /** There is no way back any more. */
  void forget() throws IOException {
    Files.deleteIfExists(before(place));
    Files.deleteIfExists(before(sum));
  }

  /** All is as before; doing it again, also after half of it, changes nothing. */
  void goBack() throws IOException {
    if (!Files.exists(before(place))) {
      Files.deleteIfExists(place);
      Files.deleteIfExists(sum);
      forget();
      return;
    }
    Files.deleteIfExists(sum);
    link(sum, before(sum));
    Files.move(before(place), place, StandardCopyOption.ATOMIC_MOVE);
    forget(); // two names of one file stay both when one is moved onto the other
    sync(place.resolveSibling("."));
  }

  /** Goes back wherever an install was cut off, and removes what else it left. */
  static void recover(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      for (Path kept : hidden(folder, ".jar" + BEFORE)) {
        String name = kept.getFileName().toString();
        Path place = folder.resolve(name.substring(1, name.length() - BEFORE.length()));
        new WayBack(place).goBack();
        LOG.warn(
            "The install of a jar as {} was cut off before it was known to run: the jar from before"
                + " lies there again. Install the other one anew",
            place);
      }
      for (String suffix : List.of(BEFORE, NEW)) {
        for (Path left : hidden(folder, suffix)) {
          Files.deleteIfExists(left);
        }
      }
    } catch (IOException e) {
      LOG.warn("What a cut off install left in {} cannot be put right: {}", folder, e.toString());
    }
  }

  private static List<Path> hidden(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("."))
          .filter(file -> file.getFileName().toString().endsWith(suffix))
          .sorted()
          .toList();
    }
  }

  /** What was written into a file or folder is on the disk. */
  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
