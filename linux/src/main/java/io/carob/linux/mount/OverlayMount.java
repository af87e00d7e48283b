package io.carob.linux.mount;

import static io.carob.linux.internal.Constants.ENOSYS;
import static io.carob.linux.internal.Constants.O_PATH;

import io.carob.api.Mount;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.LinuxError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mounts an overlay: by one call where the options fit, for that is quickest. Otherwise, and to
 * learn why it failed, each lower folder is given by itself, so their number is bounded by the
 * kernel (500) and not by the page that mount(2) reads. A kernel before 6.7 has no {@code
 * lowerdir+}: there mount(2) is given short descriptor paths instead, of which some 200 fit on the
 * page.
 */
final class OverlayMount {

  private static volatile @Nullable Boolean oneByOne;

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
    if (isPlain(options) && mountAtOnce(mount, options, target)) {
      return;
    }
    if (!takesFoldersOneByOne()) {
      mountByDescriptors(mount, options, target, path);
      return;
    }
    OverlayMount overlay = new OverlayMount(mount, options);
    try {
      overlay.mountByNewApi(target, path);
    } finally {
      overlay.open.forEach(Fd::close);
    }
  }

  /** Whether nothing has to be said beside the options, and no character in them is special. */
  private static boolean isPlain(MountOptions options) {
    return options.set() == 0
        && options.clear() == 0
        && options.superFlags() == 0
        && options.propagation().isEmpty()
        && options.data().stream().allMatch(OverlayMount::isPlain);
  }

  /** What is no ASCII may not be raw: then one call could reach another folder. */
  private static boolean isPlain(String option) {
    return option.chars().allMatch(c -> c > ' ' && c <= '~' && c != '\\' && c != ',' && c != '"')
        && !option.contains("::")
        && !option.contains("dir+=");
  }

  /** One call; false where it fails. The other ways say why. */
  private static boolean mountAtOnce(Mount mount, MountOptions options, Fd target) {
    String data = String.join(",", options.data());
    return LegacyMount.fits(data) && LegacyMount.tryMount(mount, data, target) >= 0;
  }

  /**
   * Whether this kernel knows {@code lowerdir+}; found out once, by asking it. Before 6.5 it takes
   * any option there is no such thing as, and refuses the mount only when all are given.
   */
  static boolean takesFoldersOneByOne() {
    Boolean known = oneByOne;
    if (known == null) {
      known = ask();
      oneByOne = known;
    }
    return known;
  }

  private static boolean ask() {
    int opened = NewMountApi.open("overlay");
    if (opened == -ENOSYS) {
      return false;
    }
    try (Fd context = new Fd(LinuxError.check(opened, "fsopen", "overlay"))) {
      return NewMountApi.setString(context.number(), "carob-no-option", "x") < 0
          && NewMountApi.setString(context.number(), "lowerdir+", "/") >= 0;
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

  private void mountByNewApi(Fd target, String path) {
    int opened = NewMountApi.open("overlay");
    try (Fd context = new Fd(LinuxError.check(opened, "fsopen", "overlay"))) {
      for (String folder : layers.lower()) {
        check(
            context,
            NewMountApi.setFolder(context.number(), "lowerdir+", folder, open),
            "lowerdir+=" + folder);
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
