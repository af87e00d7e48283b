package io.carob.linux.mount;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.util.List;

/** mount(2), for file systems with few options and for kernels without the new calls. */
final class LegacyMount {

  private static final int MS_REMOUNT = 0x20;
  private static final int MS_BIND = 0x1000;
  private static final int MS_REC = 0x4000;
  private static final int MAX_DATA = 4095;

  private LegacyMount() {}

  static void mount(Mount mount, MountOptions options, List<String> data, Fd target, String path) {
    String joined = String.join(",", data);
    if (!fits(joined)) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "mount "
              + mount.type()
              + " on "
              + path
              + ": the options need "
              + joined.length()
              + " bytes and this kernel takes one page; a kernel from 6.7 on has no such limit");
    }
    int result =
        call(mount.source(), target.procPath(), mount.type(), options.legacyFlags(), joined);
    LinuxError.check(result, "mount " + mount.type() + " " + mount.source() + " on", path);
  }

  /** The bare call, for options that fit; a negative error number where it fails. */
  static int tryMount(Mount mount, String data, Fd target) {
    return tryMount(mount, 0, data, target);
  }

  /** The same with flags. */
  static int tryMount(Mount mount, long flags, String data, Fd target) {
    return call(mount.source(), target.procPath(), mount.type(), flags, data);
  }

  static boolean fits(String data) {
    return data.length() <= MAX_DATA;
  }

  static int bind(String source, Fd target, boolean recursive) {
    return call(source, target.procPath(), "", MS_BIND | (recursive ? MS_REC : 0), "");
  }

  static int remountBind(String mountPoint, long flags) {
    return call("", mountPoint, "", MS_REMOUNT | MS_BIND | flags, "");
  }

  static int propagation(String mountPoint, Propagation propagation, boolean recursive) {
    return call("", mountPoint, "", propagation.flag() | (recursive ? MS_REC : 0), "");
  }

  private static int call(String source, String target, String type, long flags, String data) {
    Scratch scratch = Scratch.get();
    byte[] bytes = io.carob.linux.RawName.toBytes(data);
    scratch.buffer().put(0, bytes).put(bytes.length, (byte) 0);
    return Libc.mount(
        scratch.path(source),
        scratch.secondPath(target),
        scratch.name(type),
        flags,
        scratch.bufferAddress());
  }
}
