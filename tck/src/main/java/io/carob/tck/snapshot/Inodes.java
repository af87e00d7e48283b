package io.carob.tck.snapshot;

import io.carob.tck.snapshot.Entry.Folder;
import io.carob.tck.snapshot.Entry.HardLink;
import io.carob.tck.snapshot.Entry.RegularFile;
import io.carob.tck.snapshot.Entry.Special;
import io.carob.tck.snapshot.Entry.SymbolicLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes the inode of one entry below a folder, where nothing of that name is. */
final class Inodes {

  private Inodes() {}

  static void create(Path root, Entry entry) throws IOException {
    Path path = root.resolve(entry.path());
    if (entry instanceof RegularFile file) {
      write(path, file);
      Fs.apply(path, file.meta());
    } else if (entry instanceof HardLink link) {
      Files.createLink(path, root.resolve(link.target()));
    } else if (entry instanceof SymbolicLink link) {
      Files.createSymbolicLink(path, Path.of(link.target()));
      Fs.applyToLink(path, link.meta());
    } else if (entry instanceof Special special) {
      Fs.makeNode(path, special.type(), special.major(), special.minor());
      Fs.apply(path, special.meta());
    } else if (entry instanceof Folder) {
      Files.createDirectory(path);
    } else {
      throw new IllegalArgumentException("a whiteout has no inode: " + entry);
    }
  }

  private static void write(Path path, RegularFile file) throws IOException {
    try (SeekableByteChannel out =
        Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out.position(file.hole());
      ByteBuffer content = ByteBuffer.wrap(file.content().get());
      while (content.hasRemaining()) {
        out.write(content);
      }
    }
  }
}
