package io.carob.tck.snapshot;

import io.carob.tck.snapshot.Entry.Folder;
import io.carob.tck.snapshot.Entry.HardLink;
import io.carob.tck.snapshot.Entry.RegularFile;
import io.carob.tck.snapshot.Entry.Special;
import io.carob.tck.snapshot.Entry.SymbolicLink;
import io.carob.tck.snapshot.Entry.Whiteout;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;

/** A changeset as the uncompressed tar stream of an OCI layer. */
final class LayerTar {

  private static final byte[] NOTHING = new byte[0];

  private final TarBytes tar = new TarBytes();

  private LayerTar() {}

  static InputStream of(Changeset changes) {
    LayerTar layer = new LayerTar();
    changes.entries().forEach(layer::put);
    return new ByteArrayInputStream(layer.tar.end());
  }

  private void put(Entry entry) {
    if (entry instanceof Folder folder) {
      tar.add('5', "./" + folder.path() + "/", folder.meta(), "", 0, 0, NOTHING);
      if (folder.opaque()) {
        marker("./" + folder.path() + "/.wh..wh..opq");
      }
    } else if (entry instanceof RegularFile file) {
      tar.add('0', file.path(), file.meta(), "", 0, 0, withHole(file));
    } else if (entry instanceof HardLink link) {
      tar.add('1', link.path(), Meta.FILE, link.target(), 0, 0, NOTHING);
    } else if (entry instanceof SymbolicLink link) {
      tar.add('2', link.path(), link.meta(), link.target(), 0, 0, NOTHING);
    } else if (entry instanceof Special node) {
      tar.add(flag(node), node.path(), node.meta(), "", node.major(), node.minor(), NOTHING);
    } else if (entry instanceof Whiteout whiteout) {
      int name = whiteout.path().lastIndexOf('/') + 1;
      marker(whiteout.path().substring(0, name) + ".wh." + whiteout.path().substring(name));
    }
  }

  private void marker(String path) {
    tar.add('0', path, Meta.FILE, "", 0, 0, NOTHING);
  }

  private static char flag(Special special) {
    return switch (special.type()) {
      case CHARACTER_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case FIFO -> '6';
    };
  }

  private static byte[] withHole(RegularFile file) {
    byte[] content = file.content().get();
    int hole = Math.toIntExact(file.hole());
    byte[] whole = Arrays.copyOf(NOTHING, hole + content.length);
    System.arraycopy(content, 0, whole, hole, content.length);
    return whole;
  }
}
