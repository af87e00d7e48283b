package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.content.BlobWriter;
import io.carob.image.store.tar.Decompression;
import io.carob.image.store.tar.TarEntry;
import io.carob.image.store.tar.TarReader;
import io.carob.image.store.tar.TarType;
import io.carob.linux.RawName;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a tar, read in one pass: documents stay in memory, all else goes to the blob store
 * at once. What no image needs then goes when the lease ends.
 */
final class TarFiles implements ArchiveFiles {

  private static final Set<String> DOCUMENTS =
      Set.of("index.json", "manifest.json", "oci-layout", "repositories");
  private static final int HEADER_LIMIT = 1 << 20;
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_LINKS = 16;

  private final Path source;
  private final BlobStore blobs;
  private final BlobLease lease;
  private final Map<String, byte[]> documents = new HashMap<>();
  private final Map<String, Digest> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  private TarFiles(Path source, BlobStore blobs, BlobLease lease) {
    this.source = source;
    this.blobs = blobs;
    this.lease = lease;
  }

  static TarFiles read(Path source, BlobStore blobs, BlobLease lease, ImportProgress progress) {
    TarFiles files = new TarFiles(source, blobs, lease);
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(source), 1 << 16);
        InputStream tar = Decompression.open(raw)) {
      files.readAll(new TarReader(tar, HEADER_LIMIT), progress);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.DATA_LOSS, "import: cannot read " + source + ": " + e.getMessage(), e);
    }
    return files;
  }

  private void readAll(TarReader tar, ImportProgress progress) {
    int entries = 0;
    Optional<TarEntry> entry = first(tar);
    while (entry.isPresent()) {
      if (++entries > MAX_ENTRIES) {
        throw new CarobException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "import: " + source + " has more than " + MAX_ENTRIES + " files: that is no image");
      }
      readOne(tar, entry.get(), progress);
      entry = tar.next();
    }
  }

  private Optional<TarEntry> first(TarReader tar) {
    try {
      return tar.next();
    } catch (CarobException e) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "import: " + source + " is no image archive: it does not begin like a tar",
          e);
    }
  }

  private void readOne(TarReader tar, TarEntry entry, ImportProgress progress) {
    String name = clean(RawName.toText(entry.name()));
    if (entry.type() == TarType.SYMLINK) {
      links.put(name, clean(besides(name, RawName.toText(entry.linkName()))));
    } else if (entry.type() == TarType.HARD_LINK) {
      links.put(name, clean(RawName.toText(entry.linkName())));
    } else if (entry.type() == TarType.FILE) {
      if (DOCUMENTS.contains(name)) {
        documents.put(name, small(tar, entry, name));
      } else {
        files.put(name, blob(tar, entry, name, progress));
      }
    }
  }

  private byte[] small(TarReader tar, TarEntry entry, String name) {
    if (entry.size() > DOCUMENT_LIMIT) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "import: " + name + " in " + source + " is larger than " + DOCUMENT_LIMIT + " bytes");
    }
    byte[] bytes = new byte[(int) entry.size()];
    int done = 0;
    while (done < bytes.length) {
      int n = tar.read(bytes, done, bytes.length - done);
      if (n < 0) {
        throw new CarobException(ErrorCode.DATA_LOSS, "import: " + name + " ends early");
      }
      done += n;
    }
    return bytes;
  }

  private Digest blob(TarReader tar, TarEntry entry, String name, ImportProgress progress) {
    long total = entry.size();
    try (BlobWriter writer = lease.ingest(digestOf(name), total)) {
      int n = 0;
      while (n >= 0) {
        n = tar.read(writer::write, Long.MAX_VALUE);
        progress.progress(name, writer.size(), total);
      }
      return writer.commit();
    }
  }

  /** A blob of an OCI layout says its digest by its name. */
  private static Optional<Digest> digestOf(String name) {
    String prefix = "blobs/sha256/";
    return name.startsWith(prefix)
        ? Optional.of(new Digest("sha256", name.substring(prefix.length())))
        : Optional.empty();
  }

  private static String besides(String name, String target) {
    return target.startsWith("/") ? target : name.substring(0, name.lastIndexOf('/') + 1) + target;
  }

  /** Without "./", and with ".." taken away inside; names are only compared, never opened. */
  private static String clean(String name) {
    Path path = Path.of("/").resolve(name.replace('\0', '_')).normalize();
    String text = path.toString();
    return text.startsWith("/") ? text.substring(1) : text;
  }

  @Override
  public Optional<byte[]> document(String name) {
    return Optional.ofNullable(documents.get(name));
  }

  @Override
  public Optional<Digest> store(String name, Optional<Digest> expected, long size) {
    String at = clean(name);
    for (int i = 0; i < MAX_LINKS && links.containsKey(at); i++) {
      at = links.getOrDefault(at, at);
    }
    Optional<Digest> found = Optional.ofNullable(files.get(at));
    if (found.isPresent()) {
      if (expected.isPresent() && !expected.equals(found)) {
        throw new CarobException(
            ErrorCode.DATA_LOSS,
            "import: " + name + " has digest " + found.get() + ", not " + expected.get());
      }
      if (size >= 0 && blobs.size(found.get()) != size) {
        throw new CarobException(
            ErrorCode.DATA_LOSS,
            "import: " + name + " has " + blobs.size(found.get()) + " bytes, not " + size);
      }
      return found;
    }
    return expected.filter(lease::hold);
  }

  @Override
  public Digest store(byte[] bytes) {
    return storeBytes(lease, bytes);
  }

  static Digest storeBytes(BlobLease lease, byte[] bytes) {
    try (BlobWriter writer = lease.ingest(Optional.of(Digest.of(bytes)), bytes.length)) {
      writer.write(bytes, 0, bytes.length);
      return writer.commit();
    }
  }

  static byte[] headOf(BlobStore blobs, Digest digest) {
    try (InputStream in = blobs.open(digest)) {
      return in.readNBytes(4);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "cannot read blob " + digest + ": " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] read(Digest digest) {
    return blobs.read(digest, DOCUMENT_LIMIT);
  }

  @Override
  public byte[] head(Digest digest) {
    return headOf(blobs, digest);
  }

  @Override
  public long size(Digest digest) {
    return blobs.size(digest);
  }

  @Override
  public void close() {
    // Everything was read at once.
  }
}
