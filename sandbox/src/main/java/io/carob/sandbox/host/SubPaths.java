package io.carob.sandbox.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.linux.RawName;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.PathHandle;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Binds a part of a volume: what is shown is what the kernel found inside the volume. */
public final class SubPaths {

  private static final int FOLDER_MODE = 0755;

  private SubPaths() {}

  /**
   * Binds a path of a folder onto a new place. Symbolic links are resolved as if the folder were
   * the root of the file system. What is not there is made as a folder.
   *
   * @param folder the volume
   * @param subPath relative path in it
   * @param target where to bind it; made by this call
   * @param mounter makes the mount
   * @throws CarobException {@code INVALID_ARGUMENT} when the path is absolute or climbs
   */
  public static void bind(Path folder, String subPath, Path target, Mounter mounter) {
    if (subPath.startsWith("/") || List.of(subPath.split("/", -1)).contains("..")) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "sub-path '" + subPath + "' must be relative to the volume, without '..'");
    }
    try (RootDirectory root = RootDirectory.open(folder);
        PathHandle found = findOrMake(root, subPath)) {
      if (found.stat().type() == FileType.DIRECTORY) {
        Files.createDirectory(target);
      } else {
        Files.createFile(target);
      }
      mounter.mount(Mount.bind(found.procPath().toString(), false), target);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "mount point " + target + " cannot be made", e);
    }
  }

  private static PathHandle findOrMake(RootDirectory root, String subPath) {
    try {
      return root.handle(RawName.ofText(subPath));
    } catch (CarobException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      root.mkdirs(RawName.ofText(subPath), FOLDER_MODE);
      return root.handle(RawName.ofText(subPath));
    }
  }
}
