package io.carob.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests in a module of their own, with all they need on the module path, and no class path. */
class ModulePathIT {

  /** Opened as docs/embedding.md says. */
  private static final Map<String, String> SOURCES =
      Map.of(
          "module-info.java",
          """
          module mine.tests {
            requires io.carob.junit;
            requires org.junit.platform.launcher;
            opens mine.tests to org.junit.platform.commons, io.carob.junit;
          }
          """,
          "mine/tests/TalkerTest.java",
          """
          package mine.tests;

          import io.carob.api.embed.Carob;
          import io.carob.junit.CarobNode;
          import io.carob.junit.Pod;
          import io.carob.junit.PodHandle;
          import org.junit.jupiter.api.Assertions;
          import org.junit.jupiter.api.Test;

          @CarobNode(
              images = "%s",
              settings = @CarobNode.Setting(pid = "%s", key = "%s", value = "%s"))
          class TalkerTest {
            @Pod("talker.yaml")
            private PodHandle field;

            @Test
            void talks(@Pod("talker.yaml") PodHandle parameter, Carob carob) {
              Assertions.assertTrue(getClass().getModule().isNamed());
              Assertions.assertSame(carob, field.node());
              Assertions.assertEquals("talker\\n", field.exec("hostname").ok().out());
              Assertions.assertEquals("talker\\n", parameter.exec("hostname").ok().out());
            }
          }
          """
              .formatted(Demo.BUSYBOX, Demo.SANDBOX, Demo.NETWORKS, Demo.NO_NETWORK),
          "mine/tests/Main.java",
          """
          package mine.tests;

          import java.io.PrintWriter;
          import org.junit.platform.engine.discovery.DiscoverySelectors;
          import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
          import org.junit.platform.launcher.core.LauncherFactory;
          import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

          public final class Main {
            public static void main(String[] args) {
              var told = new SummaryGeneratingListener();
              var request =
                  LauncherDiscoveryRequestBuilder.request()
                      .selectors(DiscoverySelectors.selectClass(TalkerTest.class))
                      .build();
              LauncherFactory.create().execute(request, told);
              told.getSummary().printFailuresTo(new PrintWriter(System.out, true), 100);
              System.out.println("succeeded " + told.getSummary().getTestsSucceededCount());
            }
          }
          """);

  @Test
  void aModuleOfTestsHasPods(@TempDir Path folder) throws Exception {
    String lib = jars();
    Path classes = compile(folder.resolve("src"), lib, folder.resolve("classes"));
    Files.createDirectories(classes.resolve("mine/tests"));
    Files.writeString(classes.resolve("mine/tests/talker.yaml"), Demo.TALKER);
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-p",
                classes + File.pathSeparator + lib,
                "-m",
                "mine.tests/mine.tests.Main")
            .redirectErrorStream(true)
            .start();
    String printed = text(run);
    assertThat(run.waitFor()).as(printed).isZero();
    assertThat(printed).endsWith("succeeded 1\n");
    assertThat(folder).isDirectoryNotContaining("glob:**/carob-junit-*");
  }

  /** The modules among what this test itself has, but what is for it alone. */
  private static String jars() {
    Predicate<Path> needed =
        jar -> Stream.of("testkit", "assertj", "byte-buddy").noneMatch(jar.toString()::contains);
    String jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(Files::isRegularFile)
            .filter(needed)
            .filter(ModulePathIT::isModule)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(ModuleFinder.of(paths(jars)).find("io.carob.junit"))
        .as("carob-junit as a jar, among %s", jars)
        .isPresent();
    return jars;
  }

  private static Path[] paths(String jars) {
    return Stream.of(jars.split(File.pathSeparator, -1)).map(Path::of).toArray(Path[]::new);
  }

  private static boolean isModule(Path jar) {
    return ModuleFinder.of(jar).findAll().stream()
        .map(ModuleReference::descriptor)
        .noneMatch(module -> module.isAutomatic());
  }

  private static Path compile(Path source, String lib, Path to) throws IOException {
    for (Map.Entry<String, String> one : SOURCES.entrySet()) {
      Path file = source.resolve(one.getKey());
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, one.getValue());
    }
    StringWriter printed = new StringWriter();
    PrintWriter writer = new PrintWriter(printed);
    Stream<String> files = SOURCES.keySet().stream().map(name -> source.resolve(name).toString());
    String[] args =
        Stream.concat(Stream.of("-p", lib, "-d", to.toString()), files).toArray(String[]::new);
    int code = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, args);
    assertThat(code).as(printed.toString()).isZero();
    return to;
  }

  private static String text(Process run) throws IOException {
    try (InputStream out = run.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
