package io.carob.tck.snapshot;

import io.carob.linux.fs.FileStat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Copies a tree, one inode after the other, with no cleverness. */
final class PlainCopy {

  private static final int BLOCK = 4096;

  private final Map<List<Long>, Path> copies = new HashMap<>();

  private PlainCopy() {}

  /** Copies to a name that is not there. */
  static void tree(Path from, Path to) throws IOException {
    new PlainCopy().copy(from, to);
  }

  private void copy(Path from, Path to) throws IOException {
    FileStat stat = FileStat.of(from);
    if (stat.isDirectory()) {
      Files.createDirectory(to);
      try (Stream<Path> children = Files.list(from)) {
        for (Path child : children.toList()) {
          copy(child, to.resolve(child.getFileName()));
        }
      }
    } else {
      Path first = copies.putIfAbsent(List.of(stat.dev(), stat.ino()), to);
      if (first != null) {
        Files.createLink(to, first);
        return;
      }
      copyInode(from, stat, to);
    }
    Meta meta = new Meta(stat.permissions(), stat.uid(), stat.gid(), stat.mtime(), Fs.xattrs(from));
    if (stat.isSymlink()) {
      Fs.applyToLink(to, meta);
    } else {
      Fs.apply(to, meta);
    }
  }

  private static void copyInode(Path from, FileStat stat, Path to) throws IOException {
    switch (stat.type()) {
      case REGULAR -> copyContent(from, to);
      case SYMLINK -> Files.createSymbolicLink(to, Files.readSymbolicLink(from));
      case FIFO -> Fs.makeNode(to, Entry.Type.FIFO, 0, 0);
      case CHARACTER_DEVICE ->
          Fs.makeNode(to, Entry.Type.CHARACTER_DEVICE, stat.major(), stat.minor());
      case BLOCK_DEVICE -> Fs.makeNode(to, Entry.Type.BLOCK_DEVICE, stat.major(), stat.minor());
      default -> throw new IOException("cannot copy " + from + " of type " + stat.type());
    }
  }

  /** Blocks of zeros become holes. */
  private static void copyContent(Path from, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
      while (in.read(block.clear()) >= 0) {
        block.flip();
        boolean hole = block.equals(zeros.clear().limit(block.limit()));
        if (hole && in.position() < in.size()) {
          out.position(out.position() + block.limit());
        } else {
          out.write(block);
        }
      }
    }
  }
}
