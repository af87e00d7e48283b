package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Plays the core: turns a tree into another by what a driver says of the changes. */
final class Differences {

  private static final String OPAQUE = "trusted.overlay.opaque";

  private final boolean overlay;
  private final Map<Long, Path> copies = new HashMap<>();

  private Differences(WhiteoutForm form) {
    this.overlay = form == WhiteoutForm.OVERLAY;
  }

  /**
   * A driver that gives whole trees must give the right one of the parents.
   *
   * @param scratch a path at which nothing is
   */
  static void expectParents(LayerSource source, TreeState parents, Path scratch)
      throws IOException {
    if (source instanceof LayerSource.Trees trees && trees.parent().isPresent()) {
      Oracle.same(parents, TreeState.of(trees.parent().get()));
    } else if (source instanceof LayerSource.Stacked stacked) {
      merge(stacked, scratch);
      Oracle.same(parents, TreeState.of(scratch));
    }
  }

  private static void merge(LayerSource.Stacked stacked, Path flat) throws IOException {
    if (stacked.base().isPresent()) {
      PlainCopy.tree(stacked.base().get(), flat);
    } else {
      Files.createDirectories(flat);
    }
    for (int i = stacked.parents().size() - 1; i >= 0; i--) {
      new Differences(WhiteoutForm.OCI).folder(stacked.parents().get(i), flat);
    }
  }

  /** Applies the changes to a tree that holds the parents' content. */
  static void apply(LayerSource source, Path flat) throws IOException {
    if (source instanceof LayerSource.Difference difference) {
      new Differences(difference.whiteouts()).folder(difference.folder(), flat);
    } else if (source instanceof LayerSource.Trees trees) {
      replace(trees.folder(), flat);
    } else if (source instanceof LayerSource.Stacked stacked) {
      replace(stacked.folder(), flat);
    }
  }

  private static void replace(Path folder, Path flat) throws IOException {
    assertThat(folder).isDirectory();
    Fs.removeTree(flat);
    PlainCopy.tree(folder, flat);
  }

  private void folder(Path from, Path to) throws IOException {
    if (isOpaque(from)) {
      Fs.removeChildren(to);
    }
    for (Path child : children(from)) {
      String name = String.valueOf(child.getFileName());
      FileStat stat = FileStat.of(child);
      if (overlay && stat.type() == FileType.CHARACTER_DEVICE && stat.rdev() == 0) {
        Fs.removeTree(to.resolve(name));
      } else if (!overlay && name.startsWith(".wh.")) {
        if (!name.startsWith(".wh..wh.")) {
          Fs.removeTree(to.resolve(name.substring(".wh.".length())));
        }
      } else {
        entry(child, stat, to.resolve(name));
      }
    }
    FileStat stat = FileStat.of(from);
    Fs.removeXattrs(to);
    Fs.apply(to, meta(from, stat));
  }

  private void entry(Path from, FileStat stat, Path to) throws IOException {
    if (stat.isDirectory()) {
      if (!Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
        Fs.removeTree(to);
        Files.createDirectory(to);
      }
      folder(from, to);
      return;
    }
    Fs.removeTree(to);
    Path first = stat.nlink() > 1 ? copies.putIfAbsent(stat.ino(), to) : null;
    if (first != null) {
      Files.createLink(to, first);
      return;
    }
    PlainCopy.tree(from, to);
    for (String attribute : Fs.xattrs(to).keySet()) {
      if (attribute.startsWith("trusted.overlay.")) {
        io.carob.linux.fs.Xattrs.remove(to, attribute);
      }
    }
  }

  private static Meta meta(Path from, FileStat stat) {
    Map<String, byte[]> xattrs = new HashMap<>(Fs.xattrs(from));
    xattrs.keySet().removeIf(name -> name.startsWith("trusted.overlay."));
    return new Meta(stat.permissions(), stat.uid(), stat.gid(), stat.mtime(), xattrs);
  }

  private boolean isOpaque(Path folder) {
    return overlay
        ? Arrays.equals(Fs.xattrs(folder).get(OPAQUE), new byte[] {'y'})
        : Files.exists(folder.resolve(".wh..wh..opq"));
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.sorted().toList();
    }
  }
}
