package io.carob.rest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The socket's place. It is bound in a private folder and moved to its name with mode 0600, ready:
 * at no moment can anybody but the owner connect, and what has the name answers.
 */
final class SocketFile implements AutoCloseable {

  private static final int MOST_BYTES = 107;

  private final Path socket;
  private final Path folder;
  private final Object fileKey;

  private SocketFile(Path socket, Path folder, Object fileKey) {
    this.socket = socket;
    this.folder = folder;
    this.fileKey = fileKey;
  }

  /** A place to bind the socket, in a folder that is private to its owner. */
  static Path prepare(Path socket) throws IOException {
    Path parent = Objects.requireNonNull(socket.getParent());
    Files.createDirectories(
        parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    refuseWhenServed(socket);
    Path folder = Files.createTempDirectory(parent, ".api");
    Path place = folder.resolve("s");
    if (place.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MOST_BYTES) {
      Files.delete(folder);
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "the socket's path "
              + socket
              + " is too long for a unix socket. Choose a run directory with a shorter path");
    }
    return place;
  }

  /** Gives the bound socket its name, in place of one that nobody serves any more. */
  static SocketFile publish(Path bound, Path socket) throws IOException {
    Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
    Object key = key(bound);
    Files.move(bound, socket, StandardCopyOption.ATOMIC_MOVE);
    return new SocketFile(socket, Objects.requireNonNull(bound.getParent()), key);
  }

  /** Takes the name away, unless another service has taken it. */
  @Override
  public void close() throws IOException {
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && key(socket).equals(fileKey)) {
      Files.delete(socket);
    }
    Files.deleteIfExists(folder);
  }

  private static void refuseWhenServed(Path socket) throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new CarobException(
          ErrorCode.ALREADY_EXISTS,
          socket + " is there and is no socket. Move it away, or choose another run directory");
    }
    if (served(socket)) {
      throw new CarobException(
          ErrorCode.ALREADY_EXISTS,
          "another service answers on "
              + socket
              + ". Stop it with `carob stop`, or choose another run directory");
    }
  }

  private static boolean served(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException e) {
      // Nobody listens there: the file of a service that died.
      return false;
    }
  }

  private static Object key(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return Objects.requireNonNull(attributes.fileKey());
  }
}
