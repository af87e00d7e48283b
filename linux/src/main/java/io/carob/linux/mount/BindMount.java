package io.carob.linux.mount;

import static io.carob.linux.internal.Constants.ENOSYS;

import io.carob.api.Mount;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.LinuxError;

/** Binds a file or folder elsewhere: as a detached copy that gets its flags before it is seen. */
final class BindMount {

  private BindMount() {}

  static void mount(Mount mount, MountOptions options, Fd target, String path) {
    int tree = NewMountApi.openTree(mount.source(), options.recursive());
    if (tree == -ENOSYS) {
      legacy(mount, options, target, path);
      return;
    }
    LinuxError.check(tree, "open_tree", mount.source());
    try (Fd copy = new Fd(tree)) {
      setAttributes(copy, options, path);
      LinuxError.check(
          NewMountApi.attach(copy.number(), target.number()),
          "bind " + mount.source() + " on",
          path);
    }
  }

  private static void setAttributes(Fd copy, MountOptions options, String path) {
    if ((options.set() | options.clear()) != 0) {
      int result =
          NewMountApi.setAttributes(
              copy.number(), options.set(), options.clear(), 0, options.recursiveReadOnly());
      LinuxError.check(result, "mount_setattr", path);
    }
    if (options.propagation().isPresent()) {
      int result =
          NewMountApi.setAttributes(
              copy.number(),
              0,
              0,
              options.propagation().get().flag(),
              options.propagationRecursive());
      LinuxError.check(result, "mount_setattr", path);
    }
  }

  /** For kernels before 5.12; taken back when the flags cannot be set. */
  private static void legacy(Mount mount, MountOptions options, Fd target, String path) {
    LinuxError.check(
        LegacyMount.bind(mount.source(), target, options.recursive()),
        "bind " + mount.source() + " on",
        path);
    int result = 0;
    if (options.legacyFlags() != 0) {
      result = LegacyMount.remountBind(path, options.legacyFlags());
    }
    if (result >= 0 && options.propagation().isPresent()) {
      result =
          LegacyMount.propagation(
              path, options.propagation().get(), options.propagationRecursive());
    }
    if (result < 0) {
      Mounts.unmount(java.nio.file.Path.of(path), true);
      throw LinuxError.of("remount", path, result);
    }
  }
}
