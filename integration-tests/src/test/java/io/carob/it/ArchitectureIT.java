package io.carob.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the architecture, over the jars of the distribution. */
class ArchitectureIT {

  static List<Path> jars() {
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> all = Files.walk(CarobService.HOME)) {
      all.filter(p -> p.getFileName().toString().matches("carob-.*\\.jar"))
          .filter(p -> !p.toString().contains("/lib/service/"))
          .forEach(jars::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jars;
  }

  static List<Path> drivers() {
    return jars().stream().filter(p -> p.toString().contains("/2-drivers/")).toList();
  }

  @Test
  void everyModuleOfTheDesignIsThere() {
    assertThat(jars().stream().map(ArchitectureIT::module).map(ModuleDescriptor::name))
        .contains(
            "io.carob.api",
            "io.carob.linux",
            "io.carob.image.store",
            "io.carob.snapshotter.overlay",
            "io.carob.snapshotter.nativecopy",
            "io.carob.sandbox",
            "io.carob.volume.emptydir",
            "io.carob.volume.hostpath",
            "io.carob.volume.configmap",
            "io.carob.engine",
            "io.carob.rest",
            "io.carob.cli",
            "io.carob.assembly");
  }

  @ParameterizedTest
  @MethodSource("jars")
  void everyJarIsAClosedModuleAndABundle(Path jar) throws IOException {
    assertThat(module(jar).isOpen()).isFalse();
    assertThat(module(jar).isAutomatic()).isFalse();
    try (JarFile file = new JarFile(jar.toFile())) {
      assertThat(file.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"))
          .isEqualTo(module(jar).name());
    }
  }

  @ParameterizedTest
  @MethodSource("jars")
  void arrowsPointOnlyTowardsApiAndLinux(Path jar) throws IOException {
    String own = module(jar).name();
    JavaClasses classes;
    try (JarFile file = new JarFile(jar.toFile())) {
      classes = new ClassFileImporter().importJar(file);
    }
    List<String> forbidden =
        jars().stream()
            .map(p -> module(p).name())
            .filter(name -> !name.equals(own))
            .filter(name -> !name.equals("io.carob.api"))
            .filter(name -> !name.equals("io.carob.linux") || own.equals("io.carob.engine"))
            .map(name -> name + "..")
            .toList();
    noClasses()
        .that()
        .resideInAPackage(own + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .check(classes);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void driversExportNothing(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      assertThat(file.getManifest().getMainAttributes().getValue("Export-Package")).isNull();
    }
    assertThat(module(jar).exports()).isEmpty();
  }

  @Test
  void apiNeedsNothingButTheJdk() {
    Path api =
        jars().stream()
            .filter(p -> module(p).name().equals("io.carob.api"))
            .findFirst()
            .orElseThrow();
    assertThat(module(api).requires())
        .allMatch(
            r ->
                r.name().startsWith("java.")
                    || r.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC));
  }

  private static ModuleDescriptor module(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      var entry = file.getEntry("module-info.class");
      assertThat(entry).as("module descriptor of %s", jar).isNotNull();
      try (InputStream in = file.getInputStream(entry)) {
        return ModuleDescriptor.read(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
