package io.carob.api.surface;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stranger's drivers of all kinds and a program that runs a pod are compiled with nothing but the
 * jar of the API, without a warning. Their sources are in {@code src/test/resources/alone}.
 */
class ApiAloneIT {

  private static final Path SOURCES = ApiJar.file("src/test/resources/alone");

  @Test
  void driversAndAClientCompileOnTheClassPath(@TempDir Path out) throws IOException {
    assertThat(compile(sources(false), out, "--class-path")).isEmpty();
    assertThat(out.resolve("com/example/alone/Client.class")).exists();
  }

  @Test
  void driversAndAClientCompileOnTheModulePath(@TempDir Path out) throws IOException {
    assertThat(compile(sources(true), out, "--module-path")).isEmpty();
    assertThat(out.resolve("module-info.class")).exists();
  }

  @Test
  void theModuleRequiresTheJdkAlone() {
    ModuleDescriptor module =
        ModuleFinder.of(ApiJar.path()).findAll().iterator().next().descriptor();
    assertThat(module.name()).isEqualTo("io.carob.api");
    assertThat(module.isOpen()).isFalse();
    assertThat(module.requires())
        .allMatch(
            other ->
                other.name().startsWith("java.")
                    || other.modifiers().equals(Set.of(ModuleDescriptor.Requires.Modifier.STATIC)));
  }

  /** What the compiler had to say. */
  private static String compile(List<Path> sources, Path out, String pathOption)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter printed = new StringWriter();
    List<String> options =
        List.of(
            "-Xlint:all",
            "-Werror",
            "--release",
            "17",
            pathOption,
            ApiJar.path().toString(),
            "-d",
            out.toString());
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      boolean done =
          compiler
              .getTask(
                  printed, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      return done ? printed.toString() : "failed: " + printed;
    }
  }

  private static List<Path> sources(boolean asModule) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> asModule || !file.endsWith("module-info.java"))
          .sorted()
          .toList();
    }
  }
}
