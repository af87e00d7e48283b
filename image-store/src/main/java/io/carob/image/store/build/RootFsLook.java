package io.carob.image.store.build;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.tar.Decompression;
import io.carob.image.store.tar.TarEntry;
import io.carob.image.store.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Guesses from the first entries of a tar whether it holds a root file system. */
final class RootFsLook {

  private static final int ENTRIES = 20_000;
  private static final int HEADER_LIMIT = 1 << 20;
  private static final int ENOUGH = 2;

  private static final Set<String> ROOT =
      Set.of(
          "bin", "dev", "etc", "home", "lib", "lib64", "opt", "proc", "root", "run", "sbin", "srv",
          "sys", "tmp", "usr", "var");

  /** What stands at the top of image archives. */
  private static final Pattern ARCHIVE =
      Pattern.compile(
          "blobs|oci-layout|index\\.json|manifest\\.json|repositories|[0-9a-f]{64}(\\.json|\\.tar)?");

  private RootFsLook() {}

  static boolean at(Path file) {
    if (!Files.exists(file)) {
      throw new CarobException(
          ErrorCode.NOT_FOUND, "import: " + file + " is not there; name a folder or an archive");
    }
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        InputStream plain = Decompression.open(in)) {
      return look(new TarReader(plain, HEADER_LIMIT));
    } catch (IOException e) {
      throw LayerIntake.failed(file.toString(), e);
    } catch (CarobException e) {
      return false; // no tar, or a broken one: the import says what is wrong with it
    }
  }

  private static boolean look(TarReader tar) {
    Set<String> seen = new HashSet<>();
    Optional<TarEntry> entry = tar.next();
    for (int i = 0; i < ENTRIES && entry.isPresent(); i++) {
      String top = top(entry.get().name());
      if (ARCHIVE.matcher(top).matches()) {
        return false;
      }
      if (ROOT.contains(top)) {
        seen.add(top);
        if (seen.size() >= ENOUGH) {
          return true;
        }
      }
      entry = tar.next();
    }
    return false;
  }

  private static String top(String name) {
    int start = 0;
    while (start < name.length() && (name.charAt(start) == '/' || name.charAt(start) == '.')) {
      start++;
    }
    int slash = name.indexOf('/', start);
    return name.substring(start, slash < 0 ? name.length() : slash);
  }
}
