package io.carob.assembly.drivers;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.DriverJars.Jar;
import io.carob.api.node.DriverJars.State;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts a jar into the folder for drivers and takes it back when it is refused. What is done in one
 * place is done one after the other.
 */
final class DriverInstall {

  /** More than a start may take by default, with what the core looks at. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final DriverFiles files;
  private final Path folder;
  private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

  DriverInstall(DriverFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  Jar install(Path jar) {
    if (!Files.exists(jar)) {
      throw new CarobException(ErrorCode.NOT_FOUND, "jar " + jar + " is not there");
    }
    try (JarCopy copy = files.sound(jar)) {
      Path place = hold(copy.name());
      try {
        Files.createDirectories(folder);
        return install(jar, copy, place);
      } finally {
        release(place);
      }
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

  private Jar install(Path jar, JarCopy copy, Path place) throws IOException, InterruptedException {
    WayBack back = new WayBack(place);
    back.keep();
    try {
      bring(jar, copy, place);
      files.look(place);
      Optional<Jar> decided = files.awaitDecided(place, PATIENCE);
      if (decided.isPresent() && !isUsed(decided.get())) {
        String reason = decided.get().reason();
        // What is told of the place is told to somebody who has the jar.
        throw refused(
            jar,
            reason.isEmpty()
                ? "has not started yet"
                : reason.replace(place.toString(), jar.toString()));
      }
      back.forget();
      return decided.orElseThrow(() -> goneAgain(jar));
    } catch (RuntimeException | IOException | InterruptedException e) {
      goBack(back, place, e);
      throw e;
    }
  }

  /** A driver that waits for its configuration is used; one that is not whole is not. */
  private static boolean isUsed(Jar jar) {
    return jar.state() == State.RUNNING
        ? jar.reason().isEmpty()
        : jar.state() == State.WAITING && !jar.bundle().isEmpty() && !jar.reason().isEmpty();
  }

  private static void bring(Path jar, JarCopy copy, Path place) throws IOException {
    Path sum = WayBack.sum(place);
    if (Files.exists(WayBack.sum(jar))) {
      try (var in = Files.newInputStream(WayBack.sum(jar))) {
        bring(in, sum);
      }
    } else {
      Files.deleteIfExists(sum);
    }
    try (var in = copy.open()) {
      bring(in, place);
    }
    WayBack.sync(place.resolveSibling("."));
  }

  private static void bring(InputStream in, Path place) throws IOException {
    Path temporary = WayBack.part(place);
    Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
    WayBack.sync(temporary);
    Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
  }

  private void goBack(WayBack back, Path place, Exception failure) {
    try {
      back.goBack();
      if (Files.exists(place)) {
        files.look(place);
      } else {
        files.gone(place);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Has the place of a bundle for this thread alone; which one that is may change until then. */
  private Path hold(String name) throws InterruptedException {
    Path place = files.place(name);
    hold(place);
    while (!place.equals(files.place(name))) {
      release(place);
      place = files.place(name);
      hold(place);
    }
    return place;
  }

  private void hold(Path place) throws InterruptedException {
    ReentrantLock lock = locks.computeIfAbsent(place, any -> new ReentrantLock());
    if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE,
          "another jar is being installed as " + place + " or removed there; try again later");
    }
  }

  private void release(Path place) {
    Objects.requireNonNull(locks.get(place)).unlock();
  }

  void remove(Path file) {
    Path place = file.toAbsolutePath().normalize();
    if (!place.startsWith(folder)) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "jar " + file + " does not lie in " + folder);
    }
    try {
      Optional<Dropped> ends;
      hold(place);
      try {
        Files.deleteIfExists(WayBack.sum(place));
        Files.deleteIfExists(place);
        ends = files.gone(place);
      } finally {
        release(place);
      }
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
