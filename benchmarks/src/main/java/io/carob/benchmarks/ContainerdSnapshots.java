package io.carob.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One client of containerd's snapshot service, over its own connection. */
final class ContainerdSnapshots implements AutoCloseable {

  private static final String SERVICE = "/containerd.services.snapshots.v1.Snapshots/";

  private final GrpcConnection connection;
  private final String snapshotter;

  ContainerdSnapshots(Path socket, String snapshotter) throws IOException {
    this.connection = new GrpcConnection(socket, Containerd.NAMESPACE);
    this.snapshotter = snapshotter;
  }

  void prepare(String key, String parent) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    text(message, 1, snapshotter);
    text(message, 2, key);
    text(message, 3, parent);
    root(message);
    connection.call(SERVICE + "Prepare", message.toByteArray());
  }

  void commit(String key, String name) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    text(message, 1, snapshotter);
    text(message, 2, name);
    text(message, 3, key);
    root(message);
    connection.call(SERVICE + "Commit", message.toByteArray());
  }

  void remove(String key) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    text(message, 1, snapshotter);
    text(message, 2, key);
    connection.call(SERVICE + "Remove", message.toByteArray());
  }

  /** The label that keeps containerd's garbage collector off. */
  private static void root(ByteArrayOutputStream message) {
    ByteArrayOutputStream label = new ByteArrayOutputStream();
    text(label, 1, "containerd.io/gc.root");
    text(label, 2, "2026-01-01T00:00:00Z");
    bytes(message, 4, label.toByteArray());
  }

  private static void text(ByteArrayOutputStream message, int field, String value) {
    if (!value.isEmpty()) {
      bytes(message, field, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A field of length-delimited wire type; all here are shorter than 128 bytes. */
  private static void bytes(ByteArrayOutputStream message, int field, byte[] value) {
    message.write((field << 3) | 2);
    message.write(value.length);
    message.writeBytes(value);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
