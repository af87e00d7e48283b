package io.carob.assembly.upgrade;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which release writes the data below a root, in {@code carob.version} there. It is looked at
 * before anything is started, so that an older release never works on what a newer one has written.
 *
 * @param format the form of the data
 * @param release the release
 */
public record DataVersion(int format, String release) {

  /**
   * The form of the data that this release writes, and the newest that it reads. Whoever changes
   * what lies below the root so that the release before would misread it raises this, and that of
   * the API's, which nodes in programs take: the launcher starts without the API's jar.
   */
  static final int FORMAT = 1;

  private static final String FILE = "carob.version";
  private static final Pattern FORM =
      Pattern.compile(
          "\\{\"format\": ?([0-9]{1,9}), ?\"release\": ?\"([^\"\\\\]*)\"(, ?\"[a-z]+\":"
              + " ?\"[^\"]*\")*}\\s*");

  /**
   * Takes a root over for a release; whichever is older than its data may not.
   *
   * @param release the release that starts
   * @return the release that had the root before, if that was another one
   * @throws IOException when the data is newer, or it cannot be told; the message is for people
   */
  public static Optional<String> take(Path root, String release) throws IOException {
    return take(root, new DataVersion(FORMAT, release), Instant.now());
  }

  static Optional<String> take(Path root, DataVersion mine, Instant now) throws IOException {
    Path file = root.resolve(FILE);
    Optional<DataVersion> last = read(file);
    if (last.isPresent() && last.get().format() > mine.format()) {
      throw new IOException(refusal(root, last.get(), mine));
    }
    if (last.isPresent() && last.get().isSame(mine)) {
      return Optional.empty();
    }
    // Before anything is changed below the root: a move that is cut short is not undone either.
    write(file, mine, now);
    return last.map(DataVersion::release);
  }

  /** As equals, which a record makes itself at its first use: that takes as long as the rest. */
  private boolean isSame(DataVersion other) {
    return format == other.format && release.equals(other.release);
  }

  private static String refusal(Path root, DataVersion last, DataVersion mine) {
    return root
        + " holds data of Carob "
        + last.release()
        + " (format "
        + last.format()
        + "), which "
        + mine.release()
        + " (format "
        + mine.format()
        + ") would misread. Start "
        + last.release()
        + " or a newer one, or choose another folder with --root";
  }

  private static Optional<DataVersion> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(Files.readString(file));
    if (!form.matches()) {
      throw new IOException(
          file
              + " cannot be understood, so it is not known which release wrote the data. Delete it"
              + " if no newer release has run here, or choose another folder with --root");
    }
    return Optional.of(new DataVersion(Integer.parseInt(form.group(1)), form.group(2)));
  }

  private static void write(Path file, DataVersion version, Instant now) throws IOException {
    String text =
        "{\"format\": %d, \"release\": \"%s\", \"since\": \"%s\"}\n"
            .formatted(version.format(), version.release(), now.truncatedTo(ChronoUnit.SECONDS));
    Path next = file.resolveSibling("." + FILE + ".new");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
