package io.carob.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Manifests: files, folders (their .yaml, .yml and .json files, sorted), and - for the input. */
final class FilesOption {

  private FilesOption() {}

  /**
   * One source of manifests.
   *
   * @param name what to call it in messages
   * @param text its text
   */
  record Source(String name, String text) {
    byte[] bytes() {
      return text.getBytes(Http.TEXT);
    }
  }

  static List<Source> read(List<String> names, Terminal terminal) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String name : names) {
      if (name.equals("-")) {
        sources.add(
            new Source("standard input", new String(terminal.in().readAllBytes(), Http.TEXT)));
        continue;
      }
      Path path = Path.of(name);
      if (!Files.exists(path)) {
        throw new CliException(CliException.FAILED, "there is no file or folder " + name);
      }
      if (!Files.isDirectory(path)) {
        sources.add(new Source(name, Files.readString(path)));
        continue;
      }
      for (Path file : manifests(path)) {
        sources.add(new Source(file.toString(), Files.readString(file)));
      }
    }
    return sources;
  }

  private static List<Path> manifests(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(FilesOption::isManifest).sorted().toList();
      if (found.isEmpty()) {
        throw new CliException(
            CliException.FAILED, "folder " + folder + " holds no .yaml, .yml or .json file");
      }
      return found;
    }
  }

  private static boolean isManifest(Path file) {
    String name = file.toString();
    return Files.isRegularFile(file)
        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
  }
}
