package io.carob.tck.snapshot;

import io.carob.api.snapshot.SnapshotDriver;
import io.carob.tck.story.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process of its own that calls the driver until it is killed. It makes the author's test class,
 * as JUnit would, and takes the driver from there. It reads calls from its input, and says each one
 * before it makes it.
 */
final class CrashChild {

  private CrashChild() {}

  /** The arguments: the author's test class, and the folder for data. */
  public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
    SnapshotDriver driver =
        ChildJvm.test(SnapshotDriverTck.class, arguments[0], Path.of(arguments[1])).newDriver();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(line);
        DriverCall.parse(line).on(driver);
      }
    }
  }
}
