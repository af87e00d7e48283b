package io.carob.image.store.write;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;

/**
 * The file or folder that grows, held by its descriptor from the beginning to the end: it stays
 * that one, whatever becomes of its name, and no other gets its inode number meanwhile.
 */
sealed interface Growing extends AutoCloseable {

  /** The state of what is held. */
  FileStat stat();

  /** Gives the space back that it takes. */
  void empty();

  /** Takes the name of the emptied one. */
  void remove(RootDirectory parent, String name);

  @Override
  void close();

  /** An archive. */
  record Archive(OpenFile file) implements Growing {

    @Override
    public FileStat stat() {
      return file.stat();
    }

    @Override
    public void empty() {
      file.truncate(0);
    }

    @Override
    public void remove(RootDirectory parent, String name) {
      parent.unlink(name);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** A layout. */
  record Folder(RootDirectory root) implements Growing {

    @Override
    public FileStat stat() {
      return root.stat("");
    }

    @Override
    public void empty() {
      try {
        root.list("").forEach(root::removeTree);
      } catch (CarobException e) {
        if (e.code() != ErrorCode.NOT_FOUND) { // somebody else has removed it
          throw e;
        }
      }
    }

    @Override
    public void remove(RootDirectory parent, String name) {
      parent.rmdir(name);
    }

    @Override
    public void close() {
      root.close();
    }
  }
}
