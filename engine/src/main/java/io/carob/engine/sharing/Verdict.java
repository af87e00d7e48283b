package io.carob.engine.sharing;

import io.carob.api.node.SharingReport.FileEvidence;
import io.carob.api.node.SharingReport.IsolationEvidence;
import java.util.List;
import java.util.Optional;

/**
 * The answer for the containers of one image. Pure.
 *
 * @param shared whether all share every file that was compared
 * @param sentence the answer in words
 */
record Verdict(boolean shared, String sentence) {

  static Verdict of(
      List<RunningContainer> containers,
      List<FileEvidence> files,
      Optional<IsolationEvidence> isolation) {
    int count = containers.size();
    String driver = containers.get(0).driver();
    if (count == 1) {
      return new Verdict(
          false, "Only one container runs from this image, so there is nothing to compare.");
    }
    boolean overlay = containers.stream().allMatch(c -> c.root().overlay());
    boolean sameLower = containers.stream().map(c -> c.root().lower()).distinct().count() == 1;
    boolean sameFiles = !files.isEmpty() && files.stream().allMatch(FileEvidence::same);
    if (overlay && sameLower && sameFiles) {
      return new Verdict(
          true,
          count
              + " containers share one read-only copy of the image ("
              + driver
              + "): the same lower folders, and the same inode of "
              + FileCheck.names(files)
              + ". "
              + writes(isolation));
    }
    if (files.isEmpty()) {
      return new Verdict(
          false,
          "No file of the image could be compared, so nothing is proven. " + writes(isolation));
    }
    if (files.stream().noneMatch(FileEvidence::same)) {
      return new Verdict(
          false,
          "Nothing is shared ("
              + driver
              + "): each of the "
              + count
              + " containers has its own copy of the image. "
              + writes(isolation));
    }
    long same = files.stream().filter(FileEvidence::same).count();
    return new Verdict(
        false,
        "Shared in part ("
            + driver
            + "): "
            + same
            + " of "
            + files.size()
            + " compared files are the same inode in all "
            + count
            + " containers. "
            + writes(isolation));
  }

  private static String writes(Optional<IsolationEvidence> isolation) {
    if (isolation.isEmpty()) {
      return "Writing was not tried: no root file system is writable.";
    }
    boolean leaked = isolation.get().seenIn().containsValue(true);
    return leaked
        ? "A file written in one container was SEEN in another."
        : "A file written in one container was not seen in the others.";
  }
}
