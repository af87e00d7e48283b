package io.carob.assembly.drivers;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.DriverJars.Jar;
import io.carob.api.node.DriverJars.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/** Puts a jar into the folder for drivers and takes it back when it is refused. */
final class DriverInstall {

  /** More than a start may take by default, with what the core looks at. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String NEW = ".part";
  private static final String BEFORE = ".before";

  private final DriverFiles files;
  private final Path folder;

  DriverInstall(DriverFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  Jar install(Path jar) {
    if (!Files.exists(jar)) {
      throw new CarobException(ErrorCode.NOT_FOUND, "jar " + jar + " is not there");
    }
    try (JarCopy copy = files.sound(jar)) {
      Path place = files.place(copy.name());
      Files.createDirectories(folder);
      keepBefore(place);
      keepBefore(sum(place));
      bring(jar, copy, place);
      files.look(place);
      Jar decided = files.awaitDecided(place, PATIENCE).orElseThrow(() -> goneAgain(jar));
      if (isUsed(decided)) {
        forgetBefore(place);
        return decided;
      }
      putBack(place);
      throw refused(jar, decided.reason().isEmpty() ? "has not started yet" : decided.reason());
    } catch (Refusal e) {
      throw refused(jar, e.reason());
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "jar " + jar + " cannot be brought into " + folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "interrupted while jar " + jar + " was started", e);
    }
  }

  /** A driver that waits for its configuration is used; one that is not whole is not. */
  private static boolean isUsed(Jar jar) {
    return jar.state() == State.RUNNING
        ? jar.reason().isEmpty()
        : jar.state() == State.WAITING && !jar.bundle().isEmpty() && !jar.reason().isEmpty();
  }

  private static void bring(Path jar, JarCopy copy, Path place) throws IOException {
    Path sum = sum(jar);
    if (Files.exists(sum)) {
      Files.copy(sum, with(place, NEW), StandardCopyOption.REPLACE_EXISTING);
      Files.move(with(place, NEW), sum(place), StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.deleteIfExists(sum(place));
    }
    Path temporary = with(place, NEW);
    try (var in = copy.open()) {
      Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A second name for what is there: it is not gone for a moment. */
  private static void keepBefore(Path place) throws IOException {
    Files.deleteIfExists(with(place, BEFORE));
    if (Files.exists(place)) {
      Files.createLink(with(place, BEFORE), place);
    }
  }

  private void putBack(Path place) throws IOException {
    for (Path one : new Path[] {sum(place), place}) {
      if (Files.exists(with(one, BEFORE))) {
        Files.move(with(one, BEFORE), one, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.deleteIfExists(one);
      }
    }
    if (Files.exists(place)) {
      files.look(place);
    } else {
      files.gone(place);
    }
  }

  private static void forgetBefore(Path place) throws IOException {
    Files.deleteIfExists(with(place, BEFORE));
    Files.deleteIfExists(with(sum(place), BEFORE));
  }

  /** File Install looks at neither name. */
  private static Path with(Path file, String suffix) {
    return file.resolveSibling("." + file.getFileName() + suffix);
  }

  private static Path sum(Path jar) {
    return jar.resolveSibling(jar.getFileName() + Checksum.SUFFIX);
  }

  void remove(Path file) {
    if (!file.toAbsolutePath().normalize().startsWith(folder)) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "jar " + file + " does not lie in " + folder);
    }
    try {
      Files.deleteIfExists(sum(file));
      Files.deleteIfExists(file);
      Optional<Dropped> ends = files.gone(file);
      if (ends.isPresent() && !ends.get().awaitEnd(PATIENCE)) {
        throw new CarobException(
            ErrorCode.UNAVAILABLE,
            "jar " + file + " is deleted, but its bundle does not stop; see `carob bundle ls`");
      }
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "jar " + file + " cannot be deleted", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(ErrorCode.UNAVAILABLE, "interrupted while " + file + " stopped", e);
    }
  }

  private static CarobException refused(Path jar, String reason) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION, "jar " + jar + " was not installed: " + reason);
  }

  private static CarobException goneAgain(Path jar) {
    return new CarobException(
        ErrorCode.UNAVAILABLE, "jar " + jar + " was taken out of the folder meanwhile");
  }
}
