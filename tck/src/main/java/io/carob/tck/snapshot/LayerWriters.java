package io.carob.tck.snapshot;

import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.tck.snapshot.Entry.Folder;
import io.carob.tck.snapshot.Entry.Whiteout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Brings a changeset to a driver in the form that its {@link LayerTarget} asks for. */
final class LayerWriters {

  private static final byte[] YES = "y".getBytes(StandardCharsets.UTF_8);

  private LayerWriters() {}

  static void write(LayerTarget target, Changeset changes) throws IOException {
    if (target instanceof LayerTarget.Tree tree) {
      applyToTree(tree.folder(), changes);
    } else if (target instanceof LayerTarget.Difference difference) {
      writeDifference(difference.folder(), difference.whiteouts(), changes);
    } else if (target instanceof LayerTarget.Stream stream) {
      stream.sink().accept(LayerTar.of(changes));
    }
  }

  /** Stops after half of the entries; answers whether there was something to cut. */
  static boolean writeHalf(LayerTarget target, Changeset changes) throws IOException {
    if (target instanceof LayerTarget.Stream stream) {
      try (InputStream tar = LayerTar.of(changes)) {
        byte[] bytes = tar.readAllBytes();
        InputStream half = new ByteArrayInputStream(bytes, 0, bytes.length / 2);
        stream.sink().accept(new SequenceInputStream(half, new BrokenStream()));
      } catch (IOException expected) {
        return true;
      }
      return false;
    }
    Changeset half = changes.firstHalf();
    write(target, half);
    return half.entries().size() < changes.entries().size();
  }

  /** Applies the changes to a tree; each file is replaced, never changed. Also the oracle. */
  static void applyToTree(Path root, Changeset changes) throws IOException {
    for (Entry entry : changes.entries()) {
      Path path = root.resolve(entry.path());
      if (entry instanceof Folder folder) {
        if (folder.opaque() || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          clear(path, folder);
        }
      } else {
        Fs.removeTree(path);
        if (!(entry instanceof Whiteout)) {
          Inodes.create(root, entry);
        }
      }
    }
    finishFolders(root, changes);
  }

  private static void clear(Path path, Folder folder) throws IOException {
    if (folder.path().isEmpty()) {
      Fs.removeChildren(path);
    } else {
      Fs.removeTree(path);
      Files.createDirectory(path);
    }
  }

  private static void writeDifference(Path root, WhiteoutForm form, Changeset changes)
      throws IOException {
    for (Entry entry : changes.entries()) {
      if (entry instanceof Whiteout) {
        whiteout(root.resolve(entry.path()), form);
      } else if (!entry.path().isEmpty()) {
        Inodes.create(root, entry);
      }
      if (form == WhiteoutForm.OCI && entry instanceof Folder folder && folder.opaque()) {
        Files.createFile(root.resolve(entry.path()).resolve(".wh..wh..opq"));
      }
    }
    finishFolders(root, changes);
    if (form == WhiteoutForm.OVERLAY) {
      markOpaque(root, changes);
    }
  }

  private static void whiteout(Path path, WhiteoutForm form) throws IOException {
    if (form == WhiteoutForm.OVERLAY) {
      Fs.makeNode(path, Entry.Type.CHARACTER_DEVICE, 0, 0);
    } else {
      Files.createFile(path.resolveSibling(".wh." + path.getFileName()));
    }
  }

  private static void markOpaque(Path root, Changeset changes) throws IOException {
    for (Entry entry : changes.entries()) {
      if (entry instanceof Folder folder && folder.opaque()) {
        Fs.setXattr(root.resolve(entry.path()), "trusted.overlay.opaque", YES);
      }
    }
  }

  /** Folders get their attributes last: what is made in them changes their times. */
  private static void finishFolders(Path root, Changeset changes) throws IOException {
    for (Entry entry : changes.entries()) {
      if (entry instanceof Folder folder) {
        Path path = root.resolve(folder.path());
        Fs.removeXattrs(path);
        Fs.apply(path, folder.meta());
      }
    }
  }
}
