package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The bill of materials names what lies in the distribution: every jar, and what is in our jars.
 */
class SbomIT {

  /** Libraries that lie inside of a jar of ours: their packages, the jar, and their group. */
  private static final List<Embedded> EMBEDDED =
      List.of(
          new Embedded("org/eclipse/jetty/", "carob-rest", "org.eclipse.jetty"),
          new Embedded("io/fabric8/", "carob-engine", "io.fabric8"),
          new Embedded("com/kenai/jffi/", "carob-linux", "com.github.jnr"),
          new Embedded("picocli/", "carob-cli", "info.picocli"));

  private record Embedded(String packages, String jar, String group) {}

  private record Component(String group, String name, String version, String sha256) {
    /** Whether it is what this file has by its name. */
    boolean isNamed(String jar) {
      return jar.equals(name + "-" + version + ".jar") || jar.equals(name + ".jar");
    }
  }

  private static final List<Component> COMPONENTS = new ArrayList<>();
  private static JsonNode bom;

  @BeforeAll
  static void read() throws IOException {
    bom = new ObjectMapper().readTree(CarobService.HOME.resolve("sbom.cdx.json").toFile());
    COMPONENTS.clear();
    for (JsonNode one : bom.path("components")) {
      String sha256 = "";
      for (JsonNode hash : one.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          sha256 = hash.path("content").asText();
        }
      }
      COMPONENTS.add(
          new Component(
              one.path("group").asText(),
              one.path("name").asText(),
              one.path("version").asText(),
              sha256));
    }
  }

  /** All jars but the assembly's own, which the bill is of. */
  private static List<Path> jars() throws IOException {
    try (Stream<Path> all = Files.walk(CarobService.HOME)) {
      return all.filter(path -> path.toString().endsWith(".jar"))
          .filter(path -> !path.getFileName().toString().startsWith("carob-assembly-"))
          .toList();
    }
  }

  @Test
  void isOfTheDistributionAndTheSameForTheSameSources() {
    assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bom.path("metadata").path("component").path("name").asText())
        .isEqualTo("carob-assembly");
    assertThat(bom.has("serialNumber")).isFalse();
  }

  @Test
  void namesEveryJarInTheVersionThatLiesThere() throws IOException {
    Map<String, String> wrong = new TreeMap<>();
    for (Path jar : jars()) {
      String file = jar.getFileName().toString();
      List<Component> named = COMPONENTS.stream().filter(one -> one.isNamed(file)).toList();
      if (named.size() != 1) {
        wrong.put(file, "named by " + named);
      } else if (!named.get(0).sha256().isEmpty() && !named.get(0).sha256().equals(sha256(jar))) {
        wrong.put(file, "has other bytes than " + named);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void namesWhatLiesInsideOfOurJars() throws IOException {
    for (Embedded one : EMBEDDED) {
      Path jar =
          jars().stream()
              .filter(
                  path -> path.getFileName().toString().matches(one.jar() + "(-[0-9].*)?\\.jar"))
              .findFirst()
              .orElseThrow();
      try (JarFile file = new JarFile(jar.toFile())) {
        assertThat(file.stream().anyMatch(entry -> entry.getName().startsWith(one.packages())))
            .as(one.packages() + " in " + jar)
            .isTrue();
      }
      assertThat(COMPONENTS).extracting(Component::group).contains(one.group());
    }
  }

  /** What is in a jar of ours and is neither ours nor named above would be missing in the bill. */
  @Test
  void nothingElseIsInsideOfOurJars() throws IOException {
    TreeSet<String> strange = new TreeSet<>();
    for (Path jar : jars()) {
      String name = jar.getFileName().toString();
      if (!name.startsWith("carob-")) {
        continue;
      }
      try (JarFile file = new JarFile(jar.toFile())) {
        file.stream()
            .map(entry -> entry.getName())
            .filter(entry -> entry.endsWith(".class") && !entry.equals("module-info.class"))
            .filter(entry -> !entry.startsWith("io/carob/") && !entry.startsWith("META-INF/"))
            .filter(
                entry ->
                    EMBEDDED.stream()
                        .noneMatch(
                            one -> name.startsWith(one.jar()) && entry.startsWith(one.packages())))
            .forEach(entry -> strange.add(name + ": " + entry.replaceAll("/[^/]*$", "")));
      }
    }
    assertThat(strange).isEmpty();
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
