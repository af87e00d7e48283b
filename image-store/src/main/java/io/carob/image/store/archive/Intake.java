package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.content.BlobWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Brings verified blobs and documents from an archive into the store. */
class Intake {

  private final ArchiveFiles files;
  private final BlobStore blobs;
  private final BlobLease lease;
  private final ImportProgress progress;
  private final Coming coming;

  Intake(
      ArchiveFiles files,
      BlobStore blobs,
      BlobLease lease,
      ImportProgress progress,
      Coming coming) {
    this.files = files;
    this.blobs = blobs;
    this.lease = lease;
    this.progress = progress;
    this.coming = coming;
  }

  ArchiveFiles files() {
    return files;
  }

  BlobStore blobs() {
    return blobs;
  }

  /** What an image is, said before its layers are taken. */
  void found(ArchiveImage image) {
    coming.found(image);
  }

  /** A file of the archive that is a document by itself. */
  byte[] document(String name) {
    long size = files.size(name).orElseThrow(() -> ArchiveErrors.missing(name));
    expectDocumentSize(name, size);
    try (InputStream in = files.open(name)) {
      byte[] bytes = in.readNBytes(Document.LIMIT + 1);
      expectDocumentSize(name, bytes.length);
      return bytes;
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static void expectDocumentSize(String name, long size) {
    if (size > Document.LIMIT) {
      throw new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "import: " + name + " is larger than the " + Document.LIMIT + " bytes allowed");
    }
  }

  /** The document that a descriptor points to, verified; nothing is stored. */
  Document document(String kind, Descriptor descriptor) {
    return Document.parse(kind + " " + descriptor.digest(), bytes(kind, descriptor));
  }

  private byte[] bytes(String kind, Descriptor descriptor) {
    String name = kind + " " + descriptor.digest();
    expectDocumentSize(name, descriptor.size());
    byte[] bytes = read(kind, descriptor);
    if (bytes.length != descriptor.size()) {
      throw ArchiveErrors.corrupt(
          name, "it has " + bytes.length + " bytes instead of " + descriptor.size());
    }
    if (!Digest.of(bytes).equals(descriptor.digest())) {
      throw ArchiveErrors.corrupt(name, "its digest is " + Digest.of(bytes));
    }
    accepted(descriptor, bytes);
    return bytes;
  }

  /** The bytes of a document, not verified yet. */
  byte[] read(String kind, Descriptor descriptor) {
    String path = path(descriptor.digest());
    if (files.size(path).isPresent()) {
      return document(path);
    }
    if (blobs.has(descriptor.digest())) {
      return blobs.read(descriptor.digest(), Document.LIMIT);
    }
    throw ArchiveErrors.missing(kind + " " + descriptor.digest());
  }

  /** The bytes of a document, verified. */
  void accepted(Descriptor descriptor, byte[] bytes) {}

  static String path(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  /** Stores the blob that a descriptor points to. */
  void take(String kind, Descriptor descriptor) {
    Digest digest = descriptor.digest();
    String subject = kind + " " + digest.abbreviated();
    if (lease.hold(digest)) {
      if (blobs.size(digest) != descriptor.size()) {
        throw ArchiveErrors.corrupt(
            kind + " " + digest, "its size is not the " + descriptor.size() + " bytes announced");
      }
      coming.comes(digest);
    } else {
      String path = path(digest);
      if (size(path).isEmpty()) {
        throw ArchiveErrors.missing(kind + " " + digest);
      }
      take(path, subject, Optional.of(digest), descriptor.size());
    }
    progress.progress(subject, descriptor.size(), descriptor.size());
  }

  /** Stores the blobs that descriptors point to, several at a time. */
  void takeAll(String kind, List<Descriptor> descriptors) {
    ParallelWork.run(
        descriptors.stream()
            .distinct()
            .sorted(Comparator.comparingLong(Descriptor::size).reversed())
            .map(each -> (Runnable) () -> take(kind, each))
            .toList());
  }

  /** Stores a file of the archive as a blob. */
  Digest take(String path, String subject, Optional<Digest> expected, long size) {
    try (InputStream in = open(path);
        BlobWriter writer = lease.ingest(expected, size)) {
      expected.ifPresent(coming::comes);
      writer.writeAll(in, done -> progress.progress(subject, done, size));
      return writer.commit();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Opens a file; several threads may call this and {@link #size}, and read what they opened. */
  InputStream open(String path) {
    synchronized (files) {
      return files.open(path);
    }
  }

  Optional<Long> size(String path) {
    synchronized (files) {
      return files.size(path);
    }
  }

  /** Stores bytes made or read here. */
  Digest take(byte[] bytes) {
    Digest digest = Digest.of(bytes);
    if (!lease.hold(digest)) {
      lease.ingest(
          new ByteArrayInputStream(bytes),
          Optional.of(digest),
          OptionalLong.of(bytes.length),
          done -> {});
    }
    return digest;
  }

  /** Holds a blob if it is here. */
  boolean hold(Digest digest) {
    boolean here = lease.hold(digest);
    if (here) {
      coming.comes(digest);
    }
    return here;
  }

  private CarobException unreadable(String name, IOException e) {
    return new CarobException(
        ErrorCode.INTERNAL,
        "import: " + name + " in " + files.source() + " cannot be read: " + e.getMessage(),
        e);
  }
}
