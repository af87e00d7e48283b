package io.carob.jarcheck;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarIT {

  private static final Path JAR = Path.of(requireNonNull(System.getProperty("carob.jar")));

  private static Path api() throws URISyntaxException {
    return Path.of(
        io.carob.api.Mount.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static Path testClasses() throws URISyntaxException {
    return Path.of(Program.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static String run(Path temp, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(requireNonNull(System.getProperty("java.home")), "bin/java").toString());
    command.addAll(List.of(options));
    command.add(Program.class.getName());
    command.add(temp.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor();
    return output;
  }

  /** The program alone: the tests' folder also holds packages of the module. */
  private static String programOnly(Path temp) throws Exception {
    String name = Program.class.getName().replace('.', '/') + ".class";
    Path copy = temp.resolve("program").resolve(name);
    Files.createDirectories(requireNonNull(copy.getParent()));
    Files.copy(testClasses().resolve(name), copy);
    return temp.resolve("program").toString();
  }

  @Test
  void worksOnTheClassPathAlone(@TempDir Path temp) throws Exception {
    String path = String.join(":", JAR.toString(), api().toString(), programOnly(temp));
    assertThat(run(temp, "-cp", path)).isEqualTo("module null size 7 exit 1");
  }

  @Test
  void worksAsAModule(@TempDir Path temp) throws Exception {
    String output =
        run(
            temp,
            "-p",
            JAR + ":" + api(),
            "--add-modules",
            "io.carob.linux",
            "-cp",
            programOnly(temp));
    assertThat(output).isEqualTo("module io.carob.linux size 7 exit 1");
  }

  @Test
  void isAClosedModuleThatNeedsNoOther() {
    ModuleDescriptor module = ModuleFinder.of(JAR).findAll().iterator().next().descriptor();
    assertThat(module.isOpen()).isFalse();
    assertThat(module.isAutomatic()).isFalse();
    assertThat(module.opens()).isEmpty();
    assertThat(module.requires())
        .extracting(ModuleDescriptor.Requires::name)
        .contains("io.carob.api")
        .allMatch(
            name ->
                name.startsWith("java.")
                    || List.of("io.carob.api", "jdk.unsupported", "org.jspecify").contains(name));
    assertThat(module.exports())
        .extracting(ModuleDescriptor.Exports::source)
        .allMatch(name -> name.startsWith("io.carob.linux"))
        .doesNotContain("io.carob.linux.internal");
  }

  @Test
  void importsNoPackageOfTheEmbeddedLibraries() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      String imports = jar.getManifest().getMainAttributes().getValue("Import-Package");
      assertThat(imports).doesNotContain("jnr").doesNotContain("com.kenai");
      assertThat(imports).contains("sun.misc;resolution:=optional");
      assertThat(jar.stream().map(JarEntry::getName))
          .contains("jni/x86_64-Linux/libjffi-1.2.so", "jni/aarch64-Linux/libjffi-1.2.so")
          .noneMatch(name -> name.startsWith("jni/") && name.contains("Windows"))
          .noneMatch(name -> name.startsWith("META-INF/versions/"));
    }
  }
}
