package io.carob.linux.mount;

import static io.carob.linux.internal.Constants.EINVAL;
import static io.carob.linux.internal.Constants.ENOSYS;
import static io.carob.linux.internal.Constants.O_PATH;

import io.carob.api.Mount;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.LinuxError;
import java.util.ArrayList;
import java.util.List;

/**
 * Mounts an overlay. Each lower folder is given by itself, so their number is bounded by the kernel
 * (500) and not by the page that mount(2) reads. A kernel before 6.5 has no {@code lowerdir+}:
 * there mount(2) is given short descriptor paths instead.
 */
final class OverlayMount {

  private final Mount mount;
  private final MountOptions options;
  private final OverlayOptions layers;
  private final List<Fd> open = new ArrayList<>();

  private OverlayMount(Mount mount, MountOptions options) {
    this.mount = mount;
    this.options = options;
    this.layers = OverlayOptions.of(options.data());
  }

  static void mount(Mount mount, MountOptions options, Fd target, String path) {
    OverlayMount overlay = new OverlayMount(mount, options);
    boolean done;
    try {
      done = overlay.tryNewApi(target, path);
    } finally {
      overlay.open.forEach(Fd::close);
    }
    if (!done) {
      mountByDescriptors(mount, options, target, path);
    }
  }

  /** The way for older kernels. */
  static void mountByDescriptors(Mount mount, MountOptions options, Fd target, String path) {
    OverlayMount overlay = new OverlayMount(mount, options);
    try {
      LegacyMount.mount(mount, options, overlay.legacyData(), target, path);
    } finally {
      overlay.open.forEach(Fd::close);
    }
  }

  /** False where this kernel lacks a call or {@code lowerdir+}. */
  private boolean tryNewApi(Fd target, String path) {
    int opened = NewMountApi.open("overlay");
    if (opened == -ENOSYS) {
      return false;
    }
    try (Fd context = new Fd(LinuxError.check(opened, "fsopen", "overlay"))) {
      for (String folder : layers.lower()) {
        int result = NewMountApi.setFolder(context.number(), "lowerdir+", folder, open);
        if (result == -EINVAL && open.isEmpty() && folder.equals(layers.lower().get(0))) {
          return false;
        }
        check(context, result, "lowerdir+=" + folder);
      }
      for (String folder : layers.dataOnly()) {
        check(
            context,
            NewMountApi.setFolder(context.number(), "datadir+", folder, open),
            "datadir+=" + folder);
      }
      layers.other().forEach(option -> setOther(context, option));
      check(context, NewMountApi.setString(context.number(), "source", mount.source()), "source");
      check(context, NewMountApi.create(context.number()), path);
      FileSystemMount.attach(context, options, target, path);
      return true;
    }
  }

  private void setOther(Fd context, String option) {
    int equals = option.indexOf('=');
    int result;
    if (equals < 0) {
      result = NewMountApi.setFlag(context.number(), option);
    } else {
      String key = option.substring(0, equals);
      String value = option.substring(equals + 1);
      boolean folder = key.equals("upperdir") || key.equals("workdir");
      result =
          folder
              ? NewMountApi.setFolder(context.number(), key, unescape(value), open)
              : NewMountApi.setString(context.number(), key, value);
    }
    check(context, result, option);
  }

  /** mount(2) with every folder opened, so that its name is some twenty bytes long. */
  private List<String> legacyData() {
    List<String> data = new ArrayList<>();
    List<String> lower = new ArrayList<>();
    layers.lower().forEach(folder -> lower.add(shortened(folder)));
    data.add("lowerdir=" + String.join(":", lower));
    for (String option : layers.other()) {
      int equals = option.indexOf('=');
      String key = equals < 0 ? option : option.substring(0, equals);
      boolean folder = key.equals("upperdir") || key.equals("workdir");
      data.add(folder ? key + "=" + shortened(unescape(option.substring(equals + 1))) : option);
    }
    return data;
  }

  private String shortened(String folder) {
    Fd fd = Fd.open(folder, O_PATH);
    open.add(fd);
    return fd.procPath();
  }

  private static String unescape(String folder) {
    return folder.replaceAll("\\\\(.)", "$1");
  }

  private static void check(Fd context, int result, String subject) {
    FileSystemMount.check(context, result, "mount overlay", subject);
  }
}
