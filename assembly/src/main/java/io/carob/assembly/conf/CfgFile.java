package io.carob.assembly.conf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes files of the configuration, whose links, modes, owners and comments stay. */
public final class CfgFile {

  private static final List<String> OWNERS = List.of("unix:uid", "unix:gid");

  private CfgFile() {}

  /**
   * Sets values in a file, which need not be there.
   *
   * @throws IOException when it cannot be read as UTF-8, or written; it is then as it was
   */
  public static void set(Path file, Map<String, String> values) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    write(file, CfgText.with(text, values));
  }

  /** The file appears whole or not at all; a link to it stays one. */
  static void write(Path file, String text) throws IOException {
    Path place = Files.exists(file) ? file.toRealPath() : file;
    Path next = place.resolveSibling("." + place.getFileName() + ".new");
    Files.deleteIfExists(next);
    // It may hold secrets: nobody else reads it before it has the mode of the one before.
    try (FileChannel out =
        FileChannel.open(
            next,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      if (Files.exists(place)) {
        for (String id : OWNERS) {
          Files.setAttribute(next, id, Files.getAttribute(place, id));
        }
        Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(place));
      }
      out.force(true);
    }
    Files.move(next, place, StandardCopyOption.ATOMIC_MOVE);
  }
}
