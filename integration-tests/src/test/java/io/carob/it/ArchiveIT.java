package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/carob-archive}, in a distribution that lies in a folder with a blank in its name. */
class ArchiveIT {

  private static final Pattern OF_A_BUNDLE =
      Pattern.compile("io[.]carob[.]engine[.]\\S+ source: shared objects file [(]top[)]");
  private Path work;
  private Path home;
  private Path loaded;
  private CarobService carob;

  @BeforeEach
  void unpack(@TempDir Path folder) throws IOException {
    work = Files.createDirectory(folder.resolve("work"));
    loaded = folder.resolve("loaded");
    home = Files.createDirectory(folder.resolve("a blank")).resolve("carob");
    CarobService.run(
            new ProcessBuilder("cp", "-a", CarobService.HOME.toString(), home.toString()), "")
        .ok();
    carob = CarobService.create();
    carob.home(home);
    carob.javaOption("-Xlog:class+load:file=" + loaded);
  }

  @AfterEach
  void stop() {
    carob.close();
  }

  @Test
  void archivesAreMadeAndUsedAndAllWorksWithoutThem() throws IOException {
    assertThat(archives()).as("none is published").allMatch(Files::notExists);
    carob.serve();
    assertThat(Files.readString(loaded)).doesNotContainPattern(OF_A_BUNDLE);
    carob.terminate();

    CarobService.Result made = CarobService.run(archive(), "").ok();
    assertThat(made.out() + made.err()).isEmpty();
    assertThat(work).isEmptyDirectory();
    carob.serve();
    assertThat(Files.readString(loaded)).containsPattern(OF_A_BUNDLE);
    // JDK 17 archives no class of a class path with a blank: the command has those of the JDK
    // there.
    assertThat(classesOfTheCommand()).contains("java.lang.Object source: shared objects file");
    assertThat(archives()).allMatch(Files::exists);
  }

  @Test
  void theServiceThatItStartsEndsWithItWhateverEndsIt() throws Exception {
    Process archive = archive().start();
    carob.await("its service answers", () -> socketIsThere() || !archive.isAlive());
    ProcessHandle service = serviceOf(archive).orElseThrow();
    archive.destroyForcibly().waitFor();
    carob.await("its service ends", () -> !Proc.alive(service.pid()));
    new Leftovers(work, "/carob-archive-" + archive.pid()).assertNone();
  }

  private Stream<Path> archives() {
    return Stream.of("command", "service").map(of -> home.resolve("lib/" + of + "/carob.jsa"));
  }

  private ProcessBuilder archive() {
    ProcessBuilder archive = new ProcessBuilder(home.resolve("bin/carob-archive").toString());
    archive.environment().put("TMPDIR", work.toString());
    return archive;
  }

  private String classesOfTheCommand() {
    ProcessBuilder command = carob.command("get", "pods");
    command.command().set(0, home.resolve("bin/carob").toString());
    command.environment().put("CAROB_CLI_JAVA_OPTS", "-Xlog:class+load");
    return CarobService.run(command, "").ok().out();
  }

  private boolean socketIsThere() {
    try (Stream<Path> files = Files.list(work)) {
      return files.anyMatch(folder -> Files.exists(folder.resolve("run/carob.sock")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JVM among its children that serves; the shell has become it. */
  private static Optional<ProcessHandle> serviceOf(Process archive) {
    return archive
        .children()
        .filter(child -> Proc.command(child.pid()).endsWith("Launcher serve"))
        .findFirst();
  }
}
