package io.carob.assembly.launch;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/**
 * The folder into which libraries with native code unpack it. They delete it at an orderly end; a
 * killed process leaves it, and nobody would take it away. So each process has a folder of its own
 * in the temporary folder, which holds code unlike /run on many hosts, and the run folder names it
 * for the next start.
 */
final class NativeFolder {

  private static final String PREFIX = "carob-native-";
  private static final int ATTEMPTS = 100;
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** The system properties of sqlite-jdbc and zstd-jni. */
  private static final List<String> PROPERTIES = List.of("org.sqlite.tmpdir", "ZstdTempFolder");

  private NativeFolder() {}

  /**
   * Deletes the folder of the process before, and makes one for this process.
   *
   * @param run the locked run folder
   */
  static void use(Path run) throws IOException {
    Path folder = replace(run, Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    folder.toFile().deleteOnExit(); // after what is registered later, so it is empty then
    for (String property : PROPERTIES) {
      if (System.getProperty(property) == null) {
        System.setProperty(property, folder.toString());
      }
    }
  }

  /** Deletes the folder that the run folder names, and makes and names another. */
  static Path replace(Path run, Path temporary) throws IOException {
    Path link = run.resolve("native");
    if (Files.isSymbolicLink(link)) {
      Path before = Files.readSymbolicLink(link);
      if (isOurs(before)) {
        Assembly.deleteTree(before);
      }
      Files.delete(link);
    }
    Path folder = make(temporary);
    Files.createSymbolicLink(link, folder);
    return folder;
  }

  /**
   * One that was not there. Names that nobody can guess, as the JDK's temporary folders have, would
   * take a good part of the start for their random numbers; whoever takes a name only costs a try.
   */
  private static Path make(Path temporary) throws IOException {
    for (int attempt = 0; ; attempt++) {
      try {
        return Files.createDirectory(
            temporary.resolve(PREFIX + Long.toHexString(System.nanoTime())), PRIVATE);
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Only what can have been made here is deleted. */
  private static boolean isOurs(Path folder) throws IOException {
    return folder.isAbsolute()
        && Objects.toString(folder.getFileName(), "").startsWith(PREFIX)
        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS)
            .equals(Files.getOwner(Path.of("/proc/self")));
  }
}
