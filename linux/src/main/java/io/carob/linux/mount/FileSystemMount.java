package io.carob.linux.mount;

import io.carob.api.Mount;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.LinuxError;
import java.util.Map;

/**
 * Mounts a file system by the new calls: needed where the mount is to appear with a propagation.
 */
final class FileSystemMount {

  private static final Map<Integer, String> SUPER_FLAGS =
      Map.of(
          MountOptions.MS_SYNCHRONOUS, "sync",
          MountOptions.MS_DIRSYNC, "dirsync",
          MountOptions.MS_MANDLOCK, "mand",
          MountOptions.MS_LAZYTIME, "lazytime");

  private FileSystemMount() {}

  static void mount(Mount mount, MountOptions options, Fd target, String path) {
    int opened = NewMountApi.open(mount.type());
    try (Fd context = new Fd(LinuxError.check(opened, "fsopen", mount.type()))) {
      check(context, NewMountApi.setString(context.number(), "source", mount.source()), "source");
      if ((options.set() & MountOptions.RDONLY) != 0) {
        check(context, NewMountApi.setFlag(context.number(), "ro"), "ro");
      }
      SUPER_FLAGS.forEach(
          (flag, name) -> {
            if ((options.superFlags() & flag) != 0) {
              check(context, NewMountApi.setFlag(context.number(), name), name);
            }
          });
      options.data().forEach(option -> set(context, option));
      check(context, NewMountApi.create(context.number()), path);
      attach(context, options, target, path);
    }
  }

  private static void set(Fd context, String option) {
    int equals = option.indexOf('=');
    int result =
        equals < 0
            ? NewMountApi.setFlag(context.number(), option)
            : NewMountApi.setString(
                context.number(), option.substring(0, equals), option.substring(equals + 1));
    check(context, result, option);
  }

  /** Makes the mount of a configured file system, gives it all its attributes, and attaches it. */
  static void attach(Fd context, MountOptions options, Fd target, String path) {
    int detached = NewMountApi.detachedMount(context.number(), options.set());
    check(context, detached, "fsmount", path);
    try (Fd made = new Fd(detached)) {
      if (options.propagation().isPresent()) {
        int flag = options.propagation().get().flag();
        LinuxError.check(
            NewMountApi.setAttributes(made.number(), 0, 0, flag, false), "mount_setattr", path);
      }
      LinuxError.check(NewMountApi.attach(made.number(), target.number()), "move_mount", path);
    }
  }

  private static void check(Fd context, int result, String subject) {
    check(context, result, "mount", subject);
  }

  static void check(Fd context, int result, String call, String subject) {
    if (result < 0) {
      throw NewMountApi.failure(context.number(), call, subject, result);
    }
  }
}
