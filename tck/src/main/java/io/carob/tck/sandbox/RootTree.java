package io.carob.tck.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A small root file system for the containers of a test: some programs of this host, and the
 * libraries that they need. Its shell does the rest.
 */
final class RootTree {

  private static final Pattern LIBRARY = Pattern.compile("(?:^|\\s)(/\\S+)\\s\\(0x");
  private static final List<String> PROGRAMS = List.of("sh", "sleep", "cat");
  private static final List<Path> PLACES = List.of(Path.of("/bin"), Path.of("/usr/bin"));

  private RootTree() {}

  /** Makes it in a new folder. */
  static void make(Path root) throws IOException {
    for (String folder : List.of("bin", "proc", "dev", "sys", "tmp", "etc", "work")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.setPosixFilePermissions(
        root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
    Files.writeString(root.resolve("etc/group"), "root:x:0:\n");
    Set<Path> libraries = new LinkedHashSet<>();
    for (String program : PROGRAMS) {
      Path there = find(program);
      Files.copy(there.toRealPath(), root.resolve("bin").resolve(program));
      libraries.addAll(libraries(there));
    }
    for (Path library : libraries) {
      Path copy = root.resolve(library.toString().substring(1));
      Files.createDirectories(Objects.requireNonNull(copy.getParent()));
      Files.copy(library.toRealPath(), copy);
    }
  }

  private static Path find(String program) throws IOException {
    return PLACES.stream()
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IOException("this host has no " + program + " in " + PLACES));
  }

  /** None for a program that is linked statically: {@code ldd} fails on it. */
  private static List<Path> libraries(Path program) throws IOException {
    Process ldd =
        new ProcessBuilder("ldd", program.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return LIBRARY.matcher(text).results().map(found -> Path.of(found.group(1))).toList();
  }
}
