package io.carob.linux.mount;

import static io.carob.linux.internal.Constants.EBUSY;
import static io.carob.linux.internal.Constants.O_RDONLY;
import static io.carob.linux.internal.Constants.O_RDWR;

import io.carob.api.Mount;
import io.carob.linux.Errno;
import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Mounts the file system in a file: directly where the kernel can (EROFS from 6.12 on, if it was
 * built so), else through a loop device, which the kernel frees with the mount.
 */
final class LoopMount {

  static final String OPTION = "loop";

  private static final String CONTROL = "/dev/loop-control";
  private static final String DEVICE = "/dev/loop";
  private static final long CTL_GET_FREE = 0x4C82;
  private static final long CONFIGURE = 0x4C0A;
  private static final int CONFIG_SIZE = 304;
  private static final int FLAGS = 60;
  private static final int FILE_NAME = 64;
  private static final int FILE_NAME_SIZE = 64;
  private static final int READ_ONLY = 1;
  private static final int AUTOCLEAR = 4;
  private static final int MOST_TRIES = 64;

  private LoopMount() {}

  /** A device that holds a file; once closed, as long as something is mounted from it. */
  private record Device(String name, Fd fd) implements AutoCloseable {
    @Override
    public void close() {
      fd.close();
    }
  }

  static void mount(Mount mount, Fd target, String path) {
    List<String> options = mount.options().stream().filter(o -> !o.equals(OPTION)).toList();
    Mount plain = new Mount(mount.type(), mount.source(), options);
    int result = result(plain, target);
    if (result == -Errno.ENOTBLK.number()) {
      try (Device device = attach(plain)) {
        result = result(new Mount(plain.type(), device.name(), options), target);
      }
    }
    LinuxError.check(result, "mount " + plain.type() + " " + plain.source() + " on", path);
  }

  private static int result(Mount mount, Fd target) {
    MountOptions options = MountOptions.of(mount);
    String data = String.join(",", options.data());
    return LegacyMount.tryMount(mount, options.legacyFlags(), data, target);
  }

  /** Holds the file by a device that is free when nothing uses it any more. */
  private static Device attach(Mount mount) {
    boolean readOnly = mount.readOnly();
    try (Fd file = Fd.open(mount.source(), readOnly ? O_RDONLY : O_RDWR);
        Fd control = Fd.open(CONTROL, O_RDWR)) {
      for (int tries = 1; ; tries++) {
        int free = Libc.ioctl(control.number(), CTL_GET_FREE, 0);
        LinuxError.check(free, "find a free loop device by", CONTROL);
        String name = DEVICE + free;
        Device device = new Device(name, Fd.open(name, readOnly ? O_RDONLY : O_RDWR));
        int result = configure(device.fd(), file, mount.source(), readOnly);
        if (result >= 0) {
          return device;
        }
        device.close();
        if (result != -EBUSY || tries == MOST_TRIES) { // else somebody was faster
          throw LinuxError.of("attach " + mount.source() + " to", name, result);
        }
      }
    }
  }

  private static int configure(Fd device, Fd file, String name, boolean readOnly) {
    ByteBuffer config = Scratch.get().struct(CONFIG_SIZE);
    config.putInt(0, file.number());
    config.putInt(FLAGS, AUTOCLEAR | (readOnly ? READ_ONLY : 0));
    byte[] shown = RawName.toBytes(name);
    config.put(FILE_NAME, shown, 0, Math.min(shown.length, FILE_NAME_SIZE - 1));
    return Libc.ioctl(device.number(), CONFIGURE, Scratch.get().structAddress());
  }
}
