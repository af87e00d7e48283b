package io.carob.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * Runs a class of tests as JUnit does, with a node of its own, and looks at the host afterwards.
 *
 * @param results how its tests ended
 * @param printed what was printed to the error output
 */
record Kit(EngineExecutionResults results, String printed) {

  static Kit run(Class<?> tests) throws IOException {
    Host host = Host.now();
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EngineExecutionResults results;
    try (PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setErr(err);
      results = EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
    } finally {
      System.setErr(before);
    }
    Kit kit = new Kit(results, bytes.toString(StandardCharsets.UTF_8));
    assertThat(Host.now()).as("what is on the host").isEqualTo(host);
    return kit;
  }

  /** The tests that succeeded and failed, whatever their class did. */
  Kit ended(int succeeded, int failed) {
    results
        .testEvents()
        .assertStatistics(all -> all.succeeded(succeeded).failed(failed).skipped(0));
    return this;
  }

  /** What the only thing that failed has thrown, a test or a class. */
  Throwable failure() {
    assertThat(failures()).hasSize(1);
    return failures().get(0);
  }

  List<Throwable> failures() {
    return results.allEvents().failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> result.getThrowable().orElseThrow())
        .toList();
  }

  /** What this JVM's nodes have on the host. Another test's node may be there all the time. */
  private record Host(Set<String> folders, Set<String> mounts, Set<String> processes) {

    static Host now() throws IOException {
      String ours = "carob-junit-" + ProcessHandle.current().pid() + "-";
      try (Stream<Path> files = Files.list(NodeFolder.temporaryFiles());
          Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
        return new Host(
            of(files.map(Path::toString), ours),
            of(mounts, ours),
            of(
                ProcessHandle.allProcesses()
                    .flatMap(process -> process.info().commandLine().stream()),
                ours));
      }
    }

    private static Set<String> of(Stream<String> all, String ours) {
      return all.filter(one -> one.contains(ours)).collect(Collectors.toSet());
    }
  }
}
