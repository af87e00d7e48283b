package io.carob.image.store.content;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.image.store.fault.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Blobs by digest: {@code blobs/sha256/<hex>}, read-only files. A blob appears only complete,
 * verified and synced; what is under way lies in {@code ingest/}.
 *
 * <p>A {@link BlobLease} keeps blobs from being deleted while their user has not recorded them yet.
 * Leases live in memory: after a crash, whatever no record names is garbage; but what was fetched
 * is set aside for a day, so that the pull that was interrupted goes on with it.
 *
 * <p>Safe for use by several threads.
 */
public final class BlobStore {

  /** How {@link #fault} begins of a blob that may be sound: its bytes could not be seen. */
  public static final String UNREADABLE = "it cannot be read: ";

  private final BlobFiles files;
  private final Faults faults;
  private final Map<Digest, Integer> holds = new HashMap<>();
  private final Set<Digest> doomed = new HashSet<>();
  private final Map<Digest, Long> allocated = new ConcurrentHashMap<>();
  private final Map<Digest, List<Growth>> growing = new HashMap<>();

  /**
   * Opens the store and makes its folders.
   *
   * @param contentRoot the content folder, {@code <root>/content}
   */
  public BlobStore(Path contentRoot) {
    this(contentRoot, Faults.NONE);
  }

  /**
   * As {@link #BlobStore(Path)}.
   *
   * @param faults for crash tests
   */
  public BlobStore(Path contentRoot, Faults faults) {
    this.faults = faults;
    this.files = new BlobFiles(contentRoot, faults);
  }

  Faults faults() {
    return faults;
  }

  /**
   * Deletes what interrupted ingests left, but keeps what {@link #resume} can go on with for a day;
   * answers how many files it deleted. To be called once, before the first use.
   */
  public int recover() {
    int deleted = files.clearIngests();
    allocated.clear();
    files.list().forEach(this::account);
    return deleted;
  }

  /** Bytes on disk of each blob, as they were counted when it came in; no file is looked at. */
  public Map<Digest, Long> allocated() {
    return Map.copyOf(allocated);
  }

  private void account(Digest digest) {
    allocated.put(digest, files.allocated(digest));
  }

  /**
   * Reads a blob again.
   *
   * @return what is wrong with it; empty when its bytes still have its digest
   */
  public Optional<String> fault(Digest digest) {
    return files.fault(digest);
  }

  /** What unfinished ingests left and nobody can go on with. */
  public List<Path> leftovers() {
    return files.leftovers();
  }

  /** What lies in the folder of blobs and is none. */
  public List<Path> foreign() {
    return files.foreign();
  }

  /** The blob's file, for reading only. */
  public Optional<Path> find(Digest digest) {
    return files.exists(digest) ? Optional.of(files.blob(digest)) : Optional.empty();
  }

  /** Whether the blob is here. */
  public boolean has(Digest digest) {
    return files.exists(digest);
  }

  /**
   * The blob's size in bytes.
   *
   * @throws CarobException {@code NOT_FOUND}
   */
  public long size(Digest digest) {
    try {
      return Files.size(files.blob(digest));
    } catch (IOException e) {
      throw ContentErrors.of("measure blob", files.blob(digest), e);
    }
  }

  /**
   * Opens the blob for reading, unbuffered. It was verified when it came in; a reader of layers
   * verifies it once more by its diffID.
   *
   * @throws CarobException {@code NOT_FOUND}
   */
  public InputStream open(Digest digest) {
    try {
      return Files.newInputStream(files.blob(digest));
    } catch (IOException e) {
      throw ContentErrors.of("open blob", files.blob(digest), e);
    }
  }

  /**
   * As {@link #open}, also while the blob is still on its way in: reads wait for the next bytes,
   * and fail with an {@link IOException} when they do not come. The end is told only of a blob that
   * is verified.
   */
  public InputStream follow(Digest digest) {
    synchronized (this) { // it is not renamed meanwhile
      Optional<Growth> furthest =
          growing.getOrDefault(digest, List.of()).stream()
              .max(Comparator.comparingLong(Growth::size));
      if (furthest.isPresent() && !files.exists(digest)) {
        try {
          return new GrowingStream(furthest.get());
        } catch (IOException e) {
          throw ContentErrors.of("follow blob", furthest.get().file(), e);
        }
      }
    }
    return open(digest);
  }

  synchronized void grows(Digest digest, Growth growth) {
    growing.computeIfAbsent(digest, any -> new ArrayList<>()).add(growth);
  }

  synchronized void grew(Digest digest, Growth growth) {
    growing.computeIfPresent(
        digest,
        (any, all) -> {
          all.remove(growth);
          return all.isEmpty() ? null : all;
        });
  }

  /**
   * Reads a small blob, a JSON document, and verifies it again.
   *
   * @param limit most bytes
   * @throws CarobException {@code NOT_FOUND}, {@code INVALID_ARGUMENT} when it is larger than the
   *     limit, {@code DATA_LOSS} when the disk has changed it
   */
  public byte[] read(Digest digest, int limit) {
    if (size(digest) > limit) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "blob " + digest + " is larger than the " + limit + " bytes a document may have");
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(files.blob(digest));
    } catch (IOException e) {
      throw ContentErrors.of("read blob", files.blob(digest), e);
    }
    if (!Digest.of(bytes).equals(digest)) {
      throw ContentErrors.corrupt(digest, "its bytes have changed on the disk");
    }
    return bytes;
  }

  /** A new lease, holding nothing yet. */
  public BlobLease lease() {
    return new BlobLease(this);
  }

  /**
   * Begins bringing a blob in, without a lease. The caller writes, then calls {@link
   * BlobWriter#commit}; closing without that leaves nothing.
   *
   * @param expected the digest it must have, if known
   * @param expectedSize the size it must have in bytes; -1 when not known
   */
  public BlobWriter ingest(Optional<Digest> expected, long expectedSize) {
    return new BlobWriter(this, null, expected.orElse(null), expectedSize);
  }

  /**
   * Brings a whole stream in, without a lease.
   *
   * @param expected the digest it must have, if known
   * @param size the size it must have, if known
   * @param progress hears the bytes done so far
   * @return its digest
   * @throws CarobException {@code DATA_LOSS} for a wrong digest or size, {@code RESOURCE_EXHAUSTED}
   *     on a full disk, {@code INTERNAL}; nothing is left then
   */
  public Digest ingest(
      InputStream in, Optional<Digest> expected, OptionalLong size, LongConsumer progress) {
    try (BlobWriter writer = ingest(expected, size.orElse(-1))) {
      writer.writeAll(in, progress);
      return writer.commit();
    }
  }

  /**
   * Deletes a blob; succeeds when it is not there. While a lease holds it, the deletion waits for
   * the lease, and does not happen if the lease is kept. The caller makes sure that no record names
   * it any more.
   */
  public synchronized void delete(Digest digest) {
    if (holds.containsKey(digest)) {
      doomed.add(digest);
    } else {
      forget(digest);
    }
  }

  private void forget(Digest digest) {
    files.delete(digest);
    allocated.remove(digest);
  }

  /**
   * Begins bringing a blob in, or goes on where the last one for this digest ended. One at a time
   * for a digest.
   *
   * @param size its size in bytes
   * @param lease holds the blob when it is committed
   * @throws CarobException {@code INTERNAL}
   */
  public ResumableBlob resume(Digest digest, long size, BlobLease lease) {
    return new ResumableBlob(this, lease, digest, size, files.resumable(digest));
  }

  /**
   * Sets aside or deletes all blobs but those that records name; for a start, where an interrupted
   * pull may have left some whole.
   */
  public synchronized void setAside(Set<Digest> needed) {
    for (Digest digest : files.list()) {
      if (!needed.contains(digest)) {
        boolean unused = files.setAside(digest);
        allocated.remove(digest);
      }
    }
  }

  /** Deletes beginnings of blobs that nobody went on with for a day; answers how many. */
  public synchronized int clearOld() {
    return files.clearOld(
        file ->
            growing.values().stream().flatMap(List::stream).anyMatch(g -> g.file().equals(file)));
  }

  /** All blobs, by digest. */
  public List<Digest> list() {
    return files.list();
  }

  /** The sum of the sizes of all blobs, in bytes. */
  public long bytes() {
    return files.list().stream().mapToLong(this::sizeIfPresent).sum();
  }

  private long sizeIfPresent(Digest digest) {
    try {
      return Files.size(files.blob(digest));
    } catch (IOException e) {
      return 0; // deleted since it was listed
    }
  }

  /**
   * A free name for a temporary file on the file system of the blobs. Its user deletes it; after a
   * crash {@link #recover} does.
   */
  public Path temporaryFile() {
    return files.newIngest();
  }

  Path newIngest() {
    return files.newIngest();
  }

  /** Makes a verified, synced file the blob, or deletes it when the blob is there already. */
  synchronized void publish(Path ingest, Digest digest, @Nullable BlobLease lease) {
    try {
      boolean fresh = !files.exists(digest);
      if (fresh) {
        files.publish(ingest, digest);
        account(digest);
        completed(digest, ingest);
        faults.at("blob.published");
      } else {
        Files.delete(ingest);
      }
      if (lease == null) {
        doomed.remove(digest);
      } else {
        held(digest, lease, fresh);
      }
    } catch (IOException e) {
      throw ContentErrors.of("store blob", files.blob(digest), e);
    }
  }

  /** It is opened by its own name from now on; nobody waits for one that comes more slowly. */
  private void completed(Digest digest, Path ingest) {
    List<Growth> all = growing.remove(digest);
    if (all != null) {
      all.stream()
          .filter(growth -> !growth.file().equals(ingest))
          .forEach(growth -> growth.broke("blob " + digest + " has come another way"));
    }
  }

  synchronized boolean hold(Digest digest, BlobLease lease) {
    if (!files.exists(digest)) {
      return false;
    }
    held(digest, lease, false);
    return true;
  }

  private void held(Digest digest, BlobLease lease, boolean fresh) {
    if (lease.take(digest, fresh)) {
      holds.merge(digest, 1, Integer::sum);
    }
    if (fresh) {
      doomed.add(digest);
    }
  }

  synchronized void keep(Set<Digest> digests) {
    doomed.removeAll(digests);
  }

  synchronized void release(Set<Digest> digests) {
    for (Digest digest : digests) {
      int left = holds.getOrDefault(digest, 1) - 1;
      if (left > 0) {
        holds.put(digest, left);
        continue;
      }
      holds.remove(digest);
      if (doomed.remove(digest)) {
        boolean unused = files.setAside(digest);
        allocated.remove(digest);
      }
    }
  }
}
