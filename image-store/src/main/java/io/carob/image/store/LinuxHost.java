package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.image.store.snapshot.Host;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.Journals;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.fs.SmallTree;
import io.carob.linux.mount.LimitedFileSystem;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The Linux host this process runs on. */
final class LinuxHost implements Host {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** The record, which stays open, lies where the snapshots are. */
  private final Journals journals = new Journals();

  @Override
  public String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "reading " + BOOT_ID + " failed: " + e + ". Is /proc mounted?", e);
    }
  }

  @Override
  public void deleteTree(Path tree) {
    Path folder = Objects.requireNonNull(tree.getParent());
    try (RootDirectory parent = RootDirectory.open(folder)) {
      parent.removeTree(tree.getFileName().toString());
    }
  }

  @Override
  public boolean deleteFew(Path folder) {
    return FileTree.removeFew(folder);
  }

  @Override
  public void unmountBelow(Path folder) {
    Mounts.unmountAll(folder, true);
  }

  @Override
  public boolean isMounted(Path folder) {
    return Mounts.isMountPoint(folder);
  }

  @Override
  public void mount(Mount mount, Path target) {
    Mounts.mount(mount, target);
  }

  @Override
  public void unmount(Path folder) {
    Mounts.unmount(folder, true);
  }

  @Override
  public LimitedPlace limited(Path image, Path place) {
    LimitedFileSystem files = new LimitedFileSystem(image, place, List.of());
    return new LimitedPlace() {
      @Override
      public void make(long bytes) {
        files.make(bytes);
      }

      @Override
      public void clearNew() {
        files.clearNew();
      }

      @Override
      public void mount() {
        files.mount();
      }

      @Override
      public void unmount() {
        files.unmount(true);
      }

      @Override
      public long allocated() {
        return files.allocated();
      }
    };
  }

  @Override
  public Optional<Sealing> writeOut(Path tree) {
    return SmallTree.writeOut(tree, journals).map(LinuxHost::sealing);
  }

  private static Sealing sealing(SmallTree tree) {
    return new Sealing() {
      @Override
      public boolean writeOutBeside(Path file) {
        return tree.writeOutBeside(file);
      }

      @Override
      public void seal(String mark) {
        tree.seal(mark);
      }

      @Override
      public void unseal() {
        tree.unseal();
      }

      @Override
      public void close() {
        tree.close();
      }
    };
  }

  @Override
  public Optional<String> seal(Path tree) {
    return SmallTree.mark(tree);
  }

  @Override
  public void sync(Path anyPath) {
    FileTree.syncFileSystem(anyPath);
  }
}
