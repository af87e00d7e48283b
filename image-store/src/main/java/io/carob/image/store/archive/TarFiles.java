package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.tar.Decompression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A tar as an archive. Its entries come in any order, so it is read by position; a compressed one
 * is laid out as a temporary file first.
 */
final class TarFiles implements ArchiveFiles {

  private static final int BUFFER = 256 * 1024;

  private final Path source;
  private final FileChannel channel;
  private final TarIndex index;

  TarFiles(Path source, BlobStore blobs, ImportProgress progress) {
    this.source = source;
    try {
      this.channel = plain(source, blobs, progress);
    } catch (IOException e) {
      throw unreadable(e);
    }
    try {
      this.index =
          new TarIndex(
              source.toString(),
              new PieceStream(channel, new TarIndex.Piece(0, channel.size())),
              channel.size());
    } catch (IOException e) {
      close();
      throw unreadable(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private CarobException unreadable(IOException e) {
    boolean full = String.valueOf(e.getMessage()).contains("No space left");
    return new CarobException(
        full ? ErrorCode.RESOURCE_EXHAUSTED : ErrorCode.INTERNAL,
        "import: " + source + " cannot be read: " + e.getMessage(),
        e);
  }

  private static FileChannel plain(Path source, BlobStore blobs, ImportProgress progress)
      throws IOException {
    try (InputStream in = Files.newInputStream(source);
        InputStream plain = Decompression.open(in)) {
      if (!Decompression.isNeeded(plain)) {
        return FileChannel.open(source, StandardOpenOption.READ);
      }
      return layOut(plain, Files.size(source), blobs, progress);
    }
  }

  private static FileChannel layOut(
      InputStream plain, long packed, BlobStore blobs, ImportProgress progress) throws IOException {
    FileChannel file =
        FileChannel.open(
            blobs.temporaryFile(),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try {
      byte[] buffer = new byte[BUFFER];
      long done = 0;
      for (int n = plain.read(buffer); n >= 0; n = plain.read(buffer)) {
        ByteBuffer from = ByteBuffer.wrap(buffer, 0, n);
        while (from.hasRemaining()) {
          file.write(from);
        }
        done += n;
        Expansion.check("the archive", done, packed);
        progress.progress("archive", done, -1);
      }
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public String source() {
    return source.toString();
  }

  @Override
  public Optional<Long> size(String name) {
    return index.find(name).map(TarIndex.Piece::size);
  }

  @Override
  public InputStream open(String name) {
    return new PieceStream(
        channel, index.find(name).orElseThrow(() -> ArchiveErrors.missing(name)));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The bytes of one file. */
  private static final class PieceStream extends InputStream {

    private final FileChannel channel;
    private long position;
    private final long end;

    PieceStream(FileChannel channel, TarIndex.Piece piece) {
      this.channel = channel;
      this.position = piece.offset();
      this.end = piece.offset() + piece.size();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int wanted = (int) Math.min(length, end - position);
      if (wanted <= 0) {
        return length == 0 ? 0 : -1;
      }
      int n = channel.read(ByteBuffer.wrap(into, offset, wanted), position);
      if (n > 0) {
        position += n;
      }
      return n;
    }

    @Override
    public long skip(long count) {
      long n = Math.max(0, Math.min(count, end - position));
      position += n;
      return n;
    }
  }
}
