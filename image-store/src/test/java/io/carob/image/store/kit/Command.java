package io.carob.image.store.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a program of the host and demands that it succeeds. */
public final class Command {

  private Command() {}

  public static String run(Path folder, String... words) {
    return run(folder, List.of(words));
  }

  public static String run(Path folder, List<String> words) {
    try {
      Process process =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new AssertionError(words + " ended with " + exit + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("these tests need the program " + words.get(0), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
