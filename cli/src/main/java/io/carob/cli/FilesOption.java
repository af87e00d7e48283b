package io.carob.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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

    /** Does something with it; a refusal begins with its name. */
    <T> T named(Work<T> work) throws IOException {
      try {
        return work.run();
      } catch (CliException e) {
        if (e.exitCode() != CliException.FAILED) {
          throw e;
        }
        throw new CliException(e.exitCode(), name + ": " + e.getMessage(), e);
      }
    }
  }

  /** What is done with a source. */
  interface Work<T> {
    T run() throws IOException;
  }

  static List<Source> read(List<String> names, Terminal terminal) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String name : names) {
      if (name.equals("-")) {
        sources.add(source("standard input", terminal.in().readAllBytes()));
        continue;
      }
      if (name.startsWith("http://") || name.startsWith("https://")) {
        throw new CliException(
            CliException.FAILED,
            name + " is not on this node: download it first, then give the file");
      }
      if (name.isEmpty()) { // as a path that would be the working directory
        throw new CliException(
            CliException.USAGE,
            "the name of a file or folder is empty; a folder is named, as in .");
      }
      Path path = Path.of(name);
      if (!Files.exists(path)) {
        throw new CliException(CliException.FAILED, "there is no file or folder " + name);
      }
      if (!Files.isDirectory(path)) {
        sources.add(source(name, Files.readAllBytes(path)));
        continue;
      }
      for (Path file : manifests(path)) {
        sources.add(source(file.toString(), Files.readAllBytes(file)));
      }
    }
    return sources;
  }

  private static Source source(String name, byte[] bytes) {
    try {
      return new Source(name, Http.TEXT.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new CliException(CliException.FAILED, name + " is not UTF-8 text", e);
    }
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
