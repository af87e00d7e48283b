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
      int result = setAttributes(copy, options);
      if (result == -ENOSYS) {
        legacy(mount, options, target, path);
        return;
      }
      LinuxError.check(result, "mount_setattr", path);
      LinuxError.check(
          NewMountApi.attach(copy.number(), target.number()),
          "bind " + mount.source() + " on",
          path);
    }
  }

  private static int setAttributes(Fd copy, MountOptions options) {
    int result = 0;
    if ((options.set() | options.clear()) != 0) {
      boolean deep = options.recursiveReadOnly();
      result = NewMountApi.setAttributes(copy.number(), options.set(), options.clear(), 0, deep);
    }
    if (result >= 0 && options.propagation().isPresent()) {
      int flag = options.propagation().get().flag();
      boolean deep = options.propagationRecursive();
      result = NewMountApi.setAttributes(copy.number(), 0, 0, flag, deep);
    }
    return result;
  }

  /** For kernels before 5.12; taken back when the flags cannot be set. */
  static void legacy(Mount mount, MountOptions options, Fd target, String path) {
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
