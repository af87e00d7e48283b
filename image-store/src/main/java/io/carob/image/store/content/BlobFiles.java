package io.carob.image.store.content;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.image.store.fault.Faults;
import io.carob.linux.fs.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where blobs lie below the content folder, and the plain file work on them. */
final class BlobFiles {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final String RESUMABLE = ".part";
  private static final Duration KEEP_RESUMABLE = Duration.ofDays(1);

  /**
   * The mode of blobs that came from far away: what no record names of them is kept for a while.
   */
  static final Set<PosixFilePermission> FETCHED = PosixFilePermissions.fromString("r--------");

  private final Path blobs;
  private final Path ingests;
  private final Faults faults;

  BlobFiles(Path root, Faults faults) {
    this.faults = faults;
    this.blobs = root.resolve("blobs").resolve("sha256");
    this.ingests = root.resolve("ingest");
    try {
      makeFolder(blobs);
      makeFolder(ingests);
    } catch (IOException e) {
      throw ContentErrors.of("make the content folder", root, e);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  Path blob(Digest digest) {
    return blobs.resolve(digest.hex());
  }

  Path newIngest() {
    return ingests.resolve(UUID.randomUUID().toString());
  }

  /** Where a blob grows that a later ingest may go on with. */
  Path resumable(Digest digest) {
    return ingests.resolve(digest.hex() + RESUMABLE);
  }

  boolean exists(Digest digest) {
    return Files.isRegularFile(blob(digest), LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes a synced file a blob: atomic, and durable on return. */
  void publish(Path ingest, Digest digest) throws IOException {
    faults.call("blob.rename");
    Files.move(ingest, blob(digest), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(blobs, StandardOpenOption.READ)) {
      faults.call("blob.folder.fsync");
      folder.force(true);
    } catch (IOException e) {
      deleteAfter(blob(digest), e); // what is not surely there must not be found there
      throw e;
    }
  }

  private static void deleteAfter(Path file, IOException failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  void delete(Digest digest) {
    try {
      faults.call("blob.delete");
      Files.deleteIfExists(blob(digest));
    } catch (IOException e) {
      throw ContentErrors.of("delete blob", blob(digest), e);
    }
  }

  /**
   * Takes a blob away; one that came from far away becomes what the next ingest goes on with.
   *
   * @return whether it is kept that way
   */
  boolean setAside(Digest digest) {
    Path file = blob(digest);
    try {
      if (exists(digest) && Files.getPosixFilePermissions(file).equals(FETCHED) && !isOld(file)) {
        Files.move(file, resumable(digest), StandardCopyOption.ATOMIC_MOVE);
        return true;
      }
    } catch (IOException e) {
      throw ContentErrors.of("set blob aside", file, e);
    }
    delete(digest);
    return false;
  }

  /** Deletes what could be gone on with, but was not for a day. */
  int clearOld(Predicate<Path> isGrowing) {
    int deleted = 0;
    try (Stream<Path> left = Files.list(ingests)) {
      for (Path file : left.filter(one -> one.toString().endsWith(RESUMABLE)).toList()) {
        if (!isGrowing.test(file) && isOld(file)) {
          deleted += Files.deleteIfExists(file) ? 1 : 0;
        }
      }
      return deleted;
    } catch (IOException e) {
      throw ContentErrors.of("clear", ingests, e);
    }
  }

  List<Digest> list() {
    List<Digest> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(blobs)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> HEX.matcher(name).matches())
          .sorted()
          .forEach(name -> found.add(new Digest("sha256", name)));
    } catch (IOException e) {
      throw ContentErrors.of("list blobs in", blobs, e);
    }
    return found;
  }

  /** Bytes on disk; 0 when it is not there. */
  long allocated(Digest digest) {
    try {
      return FileStat.of(blob(digest)).allocated();
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return 0;
      }
      throw e;
    }
  }

  /** What is wrong with a blob, after reading all of it. */
  Optional<String> fault(Digest digest) {
    if (!exists(digest)) {
      return Optional.of("it is not there");
    }
    MessageDigest hash = Digest.sha256();
    try (InputStream in = Files.newInputStream(blob(digest))) {
      faults.call("blob.read");
      byte[] buffer = new byte[256 * 1024];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        hash.update(buffer, 0, n);
      }
    } catch (IOException e) {
      return Optional.of(BlobStore.UNREADABLE + e.getMessage());
    }
    Digest found = Digest.ofHash(hash.digest());
    return found.equals(digest)
        ? Optional.empty()
        : Optional.of("its bytes have changed on the disk: they hash to " + found);
  }

  /** What {@link #clearIngests} would delete. */
  List<Path> leftovers() {
    try (Stream<Path> left = Files.list(ingests)) {
      List<Path> found = new ArrayList<>();
      for (Path file : left.sorted().toList()) {
        if (!file.toString().endsWith(RESUMABLE)
            || written(file).isBefore(Instant.now().minus(KEEP_RESUMABLE))) {
          found.add(file);
        }
      }
      return found;
    } catch (IOException e) {
      throw ContentErrors.of("list", ingests, e);
    }
  }

  private static Instant written(Path file) throws IOException {
    return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
  }

  /** What lies among the blobs and is none. */
  List<Path> foreign() {
    try (Stream<Path> files = Files.list(blobs)) {
      return files
          .filter(
              file ->
                  !HEX.matcher(file.getFileName().toString()).matches()
                      || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw ContentErrors.of("list blobs in", blobs, e);
    }
  }

  private static boolean isOld(Path file) throws IOException {
    Instant now = Instant.now();
    Instant written = written(file);
    if (written.isAfter(now)) {
      Files.setLastModifiedTime(file, FileTime.from(now)); // the clock was set back: a day from now
    }
    return written.isBefore(now.minus(KEEP_RESUMABLE));
  }

  /**
   * Deletes what unfinished ingests left, except what can be resumed and is not old; answers how
   * much it deleted.
   */
  int clearIngests() {
    int deleted = 0;
    try (Stream<Path> left = Files.list(ingests)) {
      for (Path file : left.toList()) {
        if (!file.toString().endsWith(RESUMABLE) || isOld(file)) {
          faults.call("ingest.delete");
          deleted += Files.deleteIfExists(file) ? 1 : 0;
        }
      }
      return deleted;
    } catch (IOException e) {
      throw ContentErrors.of("clear", ingests, e);
    }
  }
}
