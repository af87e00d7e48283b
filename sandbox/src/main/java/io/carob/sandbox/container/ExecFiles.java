package io.carob.sandbox.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where one command that runs inside keeps its pid and the runtime's complaints. */
record ExecFiles(Path folder) {

  static ExecFiles make(ContainerFiles files) throws IOException {
    Files.createDirectories(files.execs());
    return new ExecFiles(Files.createTempDirectory(files.execs(), ""));
  }

  Path pid() {
    return folder.resolve("pid");
  }

  Path log() {
    return folder.resolve("log");
  }
}
