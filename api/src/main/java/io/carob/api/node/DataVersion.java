package io.carob.api.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
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
 * Which release writes the data below a root, in {@code carob.version} there. Whoever starts a
 * node, as the service or in a program, takes the root over by this once it has locked it and
 * before anything else is read or changed there, so that an older release never opens what a newer
 * one has written.
 *
 * @param format the form of the data; a release reads its own and all lower ones
 * @param release the release
 */
public record DataVersion(int format, String release) {

  /**
   * The form of the data that this release writes, and the newest that it reads. Whoever changes
   * what lies below the root so that the release before would misread it raises this, and that of
   * the service's launcher, which starts without this jar.
   */
  static final int FORMAT = 1;

  private static final String FILE = "carob.version";
  private static final Pattern FORM =
      Pattern.compile(
          "\\{\"format\": ?([0-9]{1,9}), ?\"release\": ?\"([A-Za-z0-9._+~-]{1,200})\"(, ?\"[a-z]+\":"
              + " ?\"[^\"]*\")*}\\s*");

  /**
   * Checks the parts.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when the release is no name of one
   */
  public DataVersion {
    if (!release.matches("[A-Za-z0-9._+~-]{1,200}")) {
      throw new CarobException(ErrorCode.INVALID_ARGUMENT, "\"" + release + "\" names no release");
    }
  }

  /**
   * Takes a root over for a release. When it was that release's before, nothing is changed.
   *
   * @param root the root folder, which must be there
   * @param release the release that starts
   * @return who had the root last, when that was another release
   * @throws CarobException {@code FAILED_PRECONDITION} when the data is newer than this release
   *     reads, or it cannot be told; {@code INTERNAL} when the file cannot be read or written.
   *     Nothing is changed then
   */
  public static Optional<DataVersion> take(Path root, String release) {
    return take(root, new DataVersion(FORMAT, release), Instant.now());
  }

  static Optional<DataVersion> take(Path root, DataVersion mine, Instant now) {
    Path file = root.resolve(FILE);
    try {
      Optional<DataVersion> last = read(file);
      if (last.isPresent() && last.get().format() > mine.format()) {
        throw refused(refusal(root, last.get(), mine));
      }
      if (last.isEmpty() || !last.get().equals(mine)) {
        // Before anything is changed below the root: a move that is cut short is not undone either.
        write(file, mine, now);
      }
      return last.filter(before -> !before.release().equals(mine.release()));
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL,
          "taking the data in " + root + " over: " + file + " cannot be used: " + e,
          e);
    }
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
        + " or a newer one, or choose another folder as root";
  }

  private static CarobException refused(String why) {
    return new CarobException(ErrorCode.FAILED_PRECONDITION, why);
  }

  private static Optional<DataVersion> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // Bytes that are no UTF-8 are no failure of the disk: such a file says nothing.
    Matcher form = FORM.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    if (!form.matches()) {
      throw refused(
          file
              + " cannot be understood, so it is not known which release wrote the data. Delete it"
              + " if no newer release has run here, or choose another folder as root");
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
