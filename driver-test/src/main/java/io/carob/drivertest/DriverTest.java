package io.carob.drivertest;

import io.carob.api.CarobException;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.linux.mount.LimitedFileSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the contract's tests over the drivers of a jar. */
public final class DriverTest {

  private static final int CANNOT = 2;

  private final PrintStream out;
  private final PrintStream progress;
  private final Options options;
  private final DriverJar jar;
  private final Configured configured;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Home.Found> seen = new ArrayList<>();
  private final List<Outcome.Run> runs = new ArrayList<>();

  /** The last one is the one in use; those before hold what a home keeps. */
  private final List<Place> places = new ArrayList<>();

  private DriverTest(
      PrintStream out, PrintStream progress, Options options, DriverJar jar, Place place) {
    this.out = out;
    this.progress = progress;
    this.options = options;
    this.jar = jar;
    this.configured = Configured.of(options);
    places.add(place);
  }

  /** Ends with 0 when the contract is kept, 1 when it is broken, 2 when nothing can be tested. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    // A driver that hangs does not keep this process.
    System.exit(run(List.of(args), out, err));
  }

  static int run(List<String> words, PrintStream out, PrintStream err) {
    if (words.contains("--help") || words.contains("-h")) {
      out.print(Options.USAGE);
      return 0;
    }
    try {
      Options options = Options.parse(words);
      DriverJar jar = DriverJar.read(options.jar());
      if (!jar.hasDrivers()) {
        throw new IOException(
            jar.file()
                + " holds no driver: no service of META-INF/services and no component of its"
                + " manifest's Service-Component is one, and none is a DriverFactory");
      }
      Configured.of(options).check(jar);
      for (Path other : options.others()) {
        DriverJar.read(other);
      }
      return run(options, jar, out, err);
    } catch (Options.Wrong e) {
      err.println("carob driver test: " + e.getMessage());
      err.print(Options.USAGE);
    } catch (IOException | CarobException e) {
      err.println("carob driver test: " + e.getMessage());
    }
    return CANNOT;
  }

  private static int run(Options options, DriverJar jar, PrintStream out, PrintStream err)
      throws IOException {
    String fileSystem = options.fileSystem().equals("auto") ? "ext4" : options.fileSystem();
    Place place = Place.make(fileSystem, options.root());
    PrintStream progress = options.form().equals("text") ? out : err;
    DriverTest test = new DriverTest(out, progress, options, jar, place);
    Thread hook =
        new Thread(
            () -> {
              err.println();
              err.println("carob driver test: interrupted; what the test made is taken away");
              test.cleanUp();
            },
            "clean-up");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return test.test();
    } finally {
      test.cleanUp();
      removeHook(hook);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the process ends already
    }
  }

  private synchronized void cleanUp() {
    places.forEach(Place::close);
  }

  private synchronized Place place() {
    return places.get(places.size() - 1);
  }

  private synchronized void use(Place place) {
    places.add(place);
  }

  private int test() throws IOException {
    findings.addAll(Findings.of(jar, Given.packages()));
    for (String word : List.of("classpath", "felix")) {
      if (options.home().equals("both") || options.home().equals(word)) {
        testIn(word);
      }
    }
    findings.addAll(Unmatched.of(options, seen, runs));
    Outcome outcome = new Outcome(jar, place().words(), findings, runs);
    switch (options.form()) {
      case "json" -> JsonReport.print(outcome, out);
      case "junit" -> JunitReport.print(outcome, out);
      default -> TextReport.print(outcome, out);
    }
    return outcome.exitCode();
  }

  private void testIn(String word) {
    try {
      Path scratch = Files.createTempDirectory(place().data(), "home");
      Home home =
          Limited.call(
              "making the drivers (" + word + ")",
              options.timeLimitSeconds(),
              () -> Home.open(word, jar, configured, scratch));
      try {
        findings.addAll(home.findings());
        seen.addAll(home.drivers());
        for (Home.Found found : home.drivers()) {
          if (isWanted(found)) {
            test(word, home, found);
          }
        }
      } finally {
        home.close();
      }
    } catch (IOException e) {
      findings.add(
          Finding.problem(
              String.valueOf(e.getMessage()),
              "a driver's constructor and name() do nothing but answer"));
    }
  }

  private boolean isWanted(Home.Found found) {
    return (options.type().isEmpty() || options.type().equals(found.kind().word()))
        && (options.name().isEmpty() || options.name().equals(found.name()));
  }

  private void test(String word, Home home, Home.Found found) throws IOException {
    probe(home, found);
    Path data = Files.createTempDirectory(place().data(), "tests");
    configured.put();
    new Subject(home, found, data, TestFields.of(options)).put(word, jar.file());
    progress.print(found.kind().word() + " \"" + found.name() + "\" " + home.title() + " ");
    List<Result> results = SuiteRun.of(found.kind().suite(), options, progress);
    runs.add(new Outcome.Run(home.title(), found, results));
  }

  /** A snapshotter that does not work on the usual file system gets btrfs, where that is there. */
  private void probe(Home home, Home.Found found) throws IOException {
    if (found.kind() != Kind.SNAPSHOTTER || !options.fileSystem().equals("auto")) {
      return;
    }
    Optional<String> refusal = refusal(home, found);
    if (refusal.isEmpty() || !place().words().startsWith("ext4")) {
      return;
    }
    if (!LimitedFileSystem.hasProgram("mkfs.btrfs")) {
      findings.add(
          Finding.problem(
              "the driver's probe on ext4: " + refusal.get(),
              "name what it works on by --fs; for btrfs install btrfs-progs"));
      return;
    }
    use(Place.make("btrfs", options.root()));
  }

  private Optional<String> refusal(Home home, Home.Found found) throws IOException {
    Path scratch = Files.createTempDirectory(place().data(), "probe");
    try {
      return Limited.call(
          "probe",
          options.timeLimitSeconds(),
          () -> {
            ((SnapshotDriver) home.make(found)).probe(scratch);
            return Optional.empty();
          });
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
