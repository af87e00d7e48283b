package io.carob.volume.configmap;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A folder whose content changes all at once, in the layout that Kubernetes uses:
 *
 * <pre>
 *   ..2026_01_31_12_00_00.1234/key    one generation: the files themselves
 *   ..data -> ..2026_01_31_12_00_00.1234
 *   key    -> ..data/key              what readers open
 * </pre>
 *
 * <p>A change writes a new generation, adds the links of new keys, swaps {@code ..data} by one
 * rename, and removes the links of dropped keys. A reader therefore resolves all files in the old
 * generation or all in the new one. The generation before stays until the next call, for readers
 * that are on their way through it. Whatever a crash leaves is completed or removed by the next
 * call. A listing of the folder is not atomic; it may name keys that are not there any more.
 */
final class AtomicFolder {

  private final Path folder;
  private final Clock clock;

  AtomicFolder(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Shows these files and no others. Does nothing when that is so already. */
  void show(NavigableMap<FilePath, ShownFile> files) {
    try {
      FileTree.makeFolder(folder);
      Optional<String> current = current();
      removeLeftovers(current);
      Set<String> tops = new TreeSet<>();
      files.keySet().forEach(path -> tops.add(path.top()));
      if (current.isEmpty() || !FileTree.matches(folder.resolve(current.get()), files)) {
        String next = Generation.newName(clock.instant());
        FileTree.write(folder.resolve(next), files);
        addLinks(tops);
        link(Generation.CURRENT, next);
      } else {
        addLinks(tops);
      }
      removeLinksBut(tops);
    } catch (IOException e) {
      throw failure("writing", e);
    } catch (UncheckedIOException | DirectoryIteratorException e) {
      throw failure("reading", e);
    }
  }

  /** What it takes on disk; nothing when it is not there. */
  Usage usage() {
    try {
      return FileTree.usage(folder);
    } catch (NoSuchFileException e) {
      return Usage.NONE;
    } catch (IOException | UncheckedIOException e) {
      throw failure("measuring", e);
    }
  }

  private Optional<String> current() throws IOException {
    return linkAt(Generation.CURRENT).filter(Generation::isGeneration);
  }

  private void removeLeftovers(Optional<String> current) throws IOException {
    for (String name : names()) {
      boolean kept = name.equals(Generation.CURRENT) || current.equals(Optional.of(name));
      if (Generation.isInternal(name) && !kept) {
        FileTree.delete(folder.resolve(name));
      }
    }
  }

  private void addLinks(Set<String> tops) throws IOException {
    for (String top : tops) {
      String text = Generation.linkText(top);
      if (!linkAt(top).equals(Optional.of(text))) {
        link(top, text);
      }
    }
  }

  private void removeLinksBut(Set<String> tops) throws IOException {
    for (String name : names()) {
      if (!Generation.isInternal(name) && !tops.contains(name)) {
        FileTree.delete(folder.resolve(name));
      }
    }
  }

  private void link(String name, String text) throws IOException {
    Path underWay = folder.resolve(Generation.LINK_UNDER_WAY);
    Files.deleteIfExists(underWay);
    Files.createSymbolicLink(underWay, Path.of(text));
    Files.move(underWay, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private Optional<String> linkAt(String name) throws IOException {
    Path path = folder.resolve(name);
    return Files.isSymbolicLink(path)
        ? Optional.of(Files.readSymbolicLink(path).toString())
        : Optional.empty();
  }

  private List<String> names() throws IOException {
    List<String> out = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(entry -> out.add(entry.getFileName().toString()));
    }
    return out;
  }

  private CarobException failure(String operation, Exception e) {
    String text = String.valueOf(e.getMessage());
    boolean full = text.toLowerCase(Locale.ROOT).contains("no space left");
    return new CarobException(
        full ? ErrorCode.RESOURCE_EXHAUSTED : ErrorCode.INTERNAL,
        "%s the config map volume %s failed: %s%s"
            .formatted(operation, folder, text, full ? ". Free some space on the disk" : ""),
        e);
  }
}
