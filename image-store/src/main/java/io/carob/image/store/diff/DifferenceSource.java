package io.carob.image.store.diff;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.linux.RawName;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A folder that is the difference itself. */
final class DifferenceSource {

  private static final String OPAQUE = "trusted.overlay.opaque";
  private static final byte[] YES = {'y'};

  /** Marks of an overlay that was mounted otherwise than the core's drivers do. */
  private static final Set<String> ELSEWHERE =
      Set.of("trusted.overlay.redirect", "trusted.overlay.metacopy");

  private static final String OCI_WHITEOUT = ".wh.";
  private static final String OCI_META = ".wh..wh.";
  private static final String OCI_OPAQUE = ".wh..wh..opq";

  private final RootDirectory root;
  private final boolean overlay;
  private final LayerEntries entries;

  DifferenceSource(RootDirectory root, WhiteoutForm form, LayerEntries entries) {
    this.root = root;
    this.overlay = form == WhiteoutForm.OVERLAY;
    this.entries = entries;
  }

  void write() throws IOException {
    folder("", root.stat(""));
  }

  private void folder(String folder, FileStat stat) throws IOException {
    entries.entry(folder, stat);
    List<String> names = SortedNames.of(root, folder);
    if (overlay ? isOpaque(folder) : names.contains(OCI_OPAQUE)) {
      entries.opaque(folder);
    }
    for (String name : names) {
      String path = LayerEntries.join(folder, name);
      Optional<FileStat> there = root.find(path);
      if (there.isPresent()) {
        entry(folder, name, path, there.get());
      }
    }
  }

  private void entry(String folder, String name, String path, FileStat stat) throws IOException {
    if (overlay && LayerEntries.isNothing(stat)) {
      entries.whiteout(folder, name);
    } else if (!overlay && name.startsWith(OCI_WHITEOUT)) {
      if (!name.startsWith(OCI_META)) {
        entries.whiteout(folder, name.substring(OCI_WHITEOUT.length()));
      }
    } else if (stat.isDirectory()) {
      folder(path, stat);
    } else {
      if (overlay && stat.isRegular()) {
        refuseElsewhere(path, root.listXattrs(path));
      }
      entries.entry(path, stat);
    }
  }

  private boolean isOpaque(String folder) {
    try {
      refuseElsewhere(folder, root.listXattrs(folder));
      return root.getXattr(folder, OPAQUE).filter(value -> Arrays.equals(value, YES)).isPresent();
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** Such an entry lacks what it shows. */
  private static void refuseElsewhere(String path, List<String> attributes) {
    for (String attribute : attributes) {
      if (ELSEWHERE.contains(attribute)) {
        throw new CarobException(
            ErrorCode.FAILED_PRECONDITION,
            "making a layer: /"
                + RawName.toText(path)
                + " is not whole here: it has "
                + attribute
                + ". Copy it inside the container, and commit again");
      }
    }
  }
}
