package io.carob.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    description = "Checks what is kept on disk against its rules, and says what would mend it.",
    footer = {
      "",
      "Asks the service. Without one it looks at the folder by itself, changes nothing, and says",
      "what the next start would do. Exit code 0 when all is well or mended, 1 otherwise.",
      "",
      "Examples:",
      "  carob fsck",
      "  carob fsck --repair"
    })
final class FsckCommand extends ClientCommand {
  @Option(names = "--repair", description = "Mend what can be mended without a loss.")
  private boolean repair;

  @Option(names = "--quick", description = "Do not hash blobs or measure layers.")
  private boolean quick;

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      description = "Look at this folder, without a service ($CAROB_ROOT; /var/lib/carob).")
  private @Nullable String folder;

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (folder != null) {
      return alone(folder);
    }
    try {
      return root()
          .callPatiently(
              "POST",
              new Target("fsck")
                  .flag("repair", repair)
                  .flag("quick", quick)
                  .with("output", output.form),
              Root.NO_BODY);
    } catch (CliException e) {
      if (e.exitCode() != CliException.NO_SERVICE
          || System.getProperty("carob.home", "").isEmpty()) {
        throw e;
      }
      return alone(terminal().env().getOrDefault("CAROB_ROOT", "/var/lib/carob"));
    }
  }

  /** Without a service, the store's own check runs in a process of its own. */
  private int alone(String store) throws IOException, InterruptedException {
    if (repair) {
      throw new CliException(
          CliException.NO_SERVICE,
          "--repair needs the service. Start it with `carob start`: that mends what a crash leaves"
              + " by itself; then run `carob fsck --repair` for the rest");
    }
    List<String> words = new ArrayList<>();
    words.add(Home.java());
    words.add("-XX:+UseSerialGC");
    words.add("-Dlogback.configurationFile=" + Home.file("conf/logback.xml"));
    words.add("-cp");
    words.add(classPath());
    words.add("io.carob.image.store.FsckMain");
    words.add(store);
    if (quick) {
      words.add("--quick");
    }
    return new ProcessBuilder(words).inheritIO().start().waitFor();
  }

  private static String classPath() throws IOException {
    List<String> parts = new ArrayList<>();
    parts.add(Home.file("lib/service") + "/*");
    try (Stream<Path> folders = Files.list(Home.file("bundles"))) {
      folders.filter(Files::isDirectory).sorted().forEach(folder -> parts.add(folder + "/*"));
    }
    return String.join(File.pathSeparator, parts);
  }
}
