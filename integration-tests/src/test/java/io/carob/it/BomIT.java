package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The versions that programs import are those of artifacts that are there, and none is missing. */
class BomIT {

  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(carob-[a-z-]+)<");

  @Test
  void itHasThePartsOfANodeAndWhatIsCompiledAgainst() throws IOException {
    assertThat(artifacts("bom"))
        .contains("carob-api", "carob-linux", "carob-embed", "carob-junit", "carob-tck")
        .containsAll(artifacts("embed"))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatItNamesIsOfItsVersionAndThere() throws IOException {
    String version = System.getProperty("carob.version");
    assertThat(text("bom")).contains("<version>" + version + "</version>");
    for (String artifact : artifacts("bom")) {
      if (!artifact.equals("carob-bom")) {
        String module = artifact.substring("carob-".length());
        assertThat(
                CarobService.CHECKOUT.resolve(
                    Path.of(module, "target", artifact + "-" + version + ".jar")))
            .exists();
      }
    }
  }

  private static List<String> artifacts(String module) throws IOException {
    return ARTIFACT.matcher(text(module)).results().map(found -> found.group(1)).toList();
  }

  private static String text(String module) throws IOException {
    return Files.readString(CarobService.CHECKOUT.resolve(module).resolve("pom.xml"));
  }
}
