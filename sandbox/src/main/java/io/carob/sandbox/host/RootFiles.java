package io.carob.sandbox.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.PathHandle;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads small files of a tree that is not trusted: its links never lead out of it. */
public final class RootFiles {

  private static final int LIMIT = 4 << 20;

  private RootFiles() {}

  /**
   * The text of a file.
   *
   * @return empty when there is no such file, or a folder in its place
   * @throws CarobException {@code RESOURCE_EXHAUSTED} when it is longer than 4 MiB; {@code
   *     INVALID_ARGUMENT} when it is a FIFO, a device or anything but a file: reading it, as others
   *     would do after us, may never end
   */
  public static String read(Path tree, String path) {
    try (RootDirectory root = RootDirectory.open(tree);
        PathHandle handle = root.handle(path)) {
      FileType type = handle.stat().type();
      if (type == FileType.REGULAR) {
        return text(handle, path);
      }
      if (type == FileType.DIRECTORY) {
        return "";
      }
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "/" + path + " of the image is no file but " + type);
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return "";
      }
      throw e;
    }
  }

  private static String text(PathHandle handle, String path) {
    try (InputStream in = Files.newInputStream(handle.procPath())) {
      byte[] bytes = in.readNBytes(LIMIT + 1);
      if (bytes.length > LIMIT) {
        throw new CarobException(
            ErrorCode.RESOURCE_EXHAUSTED, "/" + path + " of the image is longer than 4 MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "/" + path + " of the image cannot be read", e);
    }
  }
}
