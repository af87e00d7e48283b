package io.carob.assembly.launch;

import io.carob.api.node.NodeLayout;
import io.carob.api.node.SupportSource;
import io.carob.assembly.node.NodeSupport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What files tell of a node whose service does not answer. Its places are those that {@code carob
 * serve} would take from the environment. Changes nothing, and opens no store: a service may run.
 */
public final class FileSupport implements SupportSource {

  private static final int MOST_LINES = 5000;
  private static final int LEVELS = 3;

  private final Options options;

  /** For {@code ServiceLoader}. */
  public FileSupport() {
    this(
        Options.parse(
            List.of("check"),
            System.getenv(),
            Path.of(System.getProperty("carob.home", ".")).toAbsolutePath()));
  }

  FileSupport(Options options) {
    this.options = options;
  }

  @Override
  public Map<String, String> files() {
    NodeLayout layout = new NodeLayout(options.root(), options.run(), options.cgroupParent());
    Map<String, String> files =
        new TreeMap<>(new NodeSupport(layout, options.conf(), Map::of, this::log).files());
    files.remove("components.txt"); // only a service has some
    files.put("release.txt", text(options.root().resolve("carob.version")));
    files.put("lock.txt", lock());
    files.put("files/bundles.txt", listed(options.home().resolve("bundles")));
    files.put("files/drivers.txt", listed(options.drivers()));
    files.put("files/own-bundles.txt", listed(options.root().resolve("bundles")));
    files.put("files/run.txt", listed(options.run().resolve("sandboxes")));
    files.put("files/pods.txt", listed(options.root().resolve("pods")));
    return files;
  }

  /** Under systemd there is no such file: the journal has the log. */
  private List<String> log() {
    Path log = options.run().resolve("carob.log");
    try {
      return LastLines.of(log, MOST_LINES);
    } catch (NoSuchFileException e) {
      return List.of("there is no " + log + "; journalctl -u carob may have the log");
    } catch (IOException e) {
      return List.of("cannot be read: " + e);
    }
  }

  /** Whether a process still has the root: then it hangs, or answers elsewhere. */
  private String lock() {
    String pid = text(options.root().resolve("carob.lock")).strip();
    if (!pid.matches("[0-9]{1,9}")) {
      return "no service has run on " + options.root() + "\n";
    }
    boolean alive = ProcessHandle.of(Long.parseLong(pid)).isPresent();
    return "the last service was process "
        + pid
        + (alive ? ", and a process of that number lives\n" : ", which has ended\n");
  }

  /** Names, sizes and times of the files; never what is in them. */
  private static String listed(Path folder) {
    try (Stream<Path> all = Files.walk(folder, LEVELS)) {
      return all.filter(path -> !path.equals(folder))
          .sorted()
          .map(path -> row(folder, path))
          .collect(Collectors.joining());
    } catch (NoSuchFileException e) {
      return "there is no " + folder + "\n";
    } catch (IOException | UncheckedIOException e) {
      return "cannot be read: " + e + "\n";
    }
  }

  private static String row(Path folder, Path path) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      String size = found.isDirectory() ? "folder" : Long.toString(found.size());
      return folder.relativize(path) + " " + size + " " + found.lastModifiedTime() + "\n";
    } catch (IOException e) {
      return folder.relativize(path) + " has gone\n";
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "cannot be read: " + e + "\n";
    }
  }
}
