package io.carob.linux.mount;

import static io.carob.linux.internal.Constants.AT_EMPTY_PATH;
import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.AT_RECURSIVE;
import static io.carob.linux.internal.Constants.O_PATH;

import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls fsopen, fsconfig, fsmount, open_tree, mount_setattr and move_mount: a mount is made
 * ready while nobody sees it and then appears at once with all its attributes.
 */
final class NewMountApi {

  private static final int OPEN_TREE_CLONE = 1;
  private static final int OPEN_TREE_CLOEXEC = 0x80000;
  private static final int MOVE_FROM_EMPTY = 0x4;
  private static final int MOVE_TO_EMPTY = 0x40;
  private static final int FSCONFIG_SET_FLAG = 0;
  private static final int FSCONFIG_SET_STRING = 1;
  private static final int FSCONFIG_CREATE = 6;
  private static final int MOUNT_ATTR_SIZE = 32;
  private static final int MAX_VALUE = 255;
  private static final int MAX_MESSAGE = 1024;

  private NewMountApi() {}

  /** A detached copy of a mount (or of a part of it); a negative error number where it fails. */
  static int openTree(String source, boolean recursive) {
    int flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
    return Libc.openTree(AT_FDCWD, Scratch.get().path(source), flags);
  }

  /** Changes attributes or propagation of the mount behind a descriptor. */
  static int setAttributes(int fd, int set, int clear, int propagation, boolean recursive) {
    Scratch scratch = Scratch.get();
    ByteBuffer attr = scratch.struct(MOUNT_ATTR_SIZE);
    attr.putLong(0, set);
    attr.putLong(8, clear);
    attr.putLong(16, propagation);
    int flags = AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
    return Libc.mountSetattr(fd, scratch.path(""), flags, scratch.structAddress(), MOUNT_ATTR_SIZE);
  }

  /** Attaches a detached mount on the file behind another descriptor. */
  static int attach(int mount, int target) {
    Scratch scratch = Scratch.get();
    return Libc.moveMount(
        mount, scratch.path(""), target, scratch.secondPath(""), MOVE_FROM_EMPTY | MOVE_TO_EMPTY);
  }

  /** Starts configuring a file system; a negative error number where it fails. */
  static int open(String type) {
    return Libc.fsopen(Scratch.get().name(type), 1);
  }

  static int setFlag(int context, String key) {
    return Libc.fsconfig(context, FSCONFIG_SET_FLAG, Scratch.get().name(key), 0, 0);
  }

  /** Sets a value of at most 255 bytes: the kernel's bound. */
  static int setString(int context, String key, String value) {
    Scratch scratch = Scratch.get();
    return Libc.fsconfig(context, FSCONFIG_SET_STRING, scratch.name(key), scratch.path(value), 0);
  }

  /** Sets a folder; one with a long path is opened and named by its descriptor. */
  static int setFolder(int context, String key, String path, List<Fd> open) {
    if (path.length() <= MAX_VALUE) {
      return setString(context, key, path);
    }
    Fd folder = Fd.open(path, O_PATH);
    open.add(folder);
    return setString(context, key, folder.procPath());
  }

  static int create(int context) {
    return Libc.fsconfig(context, FSCONFIG_CREATE, 0, 0, 0);
  }

  static int detachedMount(int context, int attributes) {
    return Libc.fsmount(context, 1, attributes);
  }

  /** An exception that also carries what the kernel logged in the context. */
  static RuntimeException failure(int context, String call, String subject, int errno) {
    List<String> messages = new ArrayList<>();
    Scratch scratch = Scratch.get();
    for (int i = 0; i < 8; i++) {
      long size = Libc.read(context, scratch.bufferAddress(), MAX_MESSAGE);
      if (size <= 0) {
        break;
      }
      byte[] bytes = new byte[(int) size];
      scratch.buffer().get(0, bytes);
      messages.add(new String(bytes, StandardCharsets.UTF_8).strip());
    }
    return LinuxError.of(call, subject, errno, String.join("; ", messages));
  }
}
