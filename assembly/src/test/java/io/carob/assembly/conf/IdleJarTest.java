package io.carob.assembly.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.testing.TestJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar in the folder for drivers does not run, as its configuration keeps it from that. */
class IdleJarTest {

  private static final String IDLE = "org.example.idle";

  private ConfFramework carob;
  private Path file;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    carob = new ConfFramework(folder);
    new TestJar()
        .entry("OSGI-INF/metatype/idle.xml", TestBundle.METATYPE.replace("org.example.part", IDLE))
        .write(carob.drivers.resolve("idle.jar"));
    file = carob.conf.resolve(IDLE + ".cfg");
  }

  @AfterEach
  void stop() throws Exception {
    carob.close();
  }

  @Test
  void itIsSaidWhatTheFileIsFor() throws Exception {
    Files.writeString(file, "mode = on\n");
    carob.tell(file);
    assertThat(carob.check())
        .anySatisfy(
            finding ->
                assertThat(finding.found())
                    .isEqualTo("it is for drivers/idle.jar, which does not run"));
  }

  @Test
  void itCanBeMendedByACommandAndIsHeldAgainstWhatTheJarKnows() throws Exception {
    Files.writeString(file, "mode = on\n");
    carob.tell(file);
    assertThatThrownBy(() -> carob.configs().set(IDLE, Map.of("mode", "loud")))
        .hasMessageContaining("mode must be off or on, but is \"loud\"");
    carob.configs().set(IDLE, Map.of("mode", "off"));
    assertThat(file).hasContent("mode = off\n");
    assertThat(carob.configs().settings())
        .anyMatch(setting -> setting.pid().equals(IDLE) && setting.value().equals("off"));
  }

  @Test
  void nobodyKnowsItOnceTheJarIsGone() throws Exception {
    Files.delete(carob.drivers.resolve("idle.jar"));
    assertThatThrownBy(() -> carob.configs().set(IDLE, Map.of("mode", "off")))
        .hasMessageContaining(IDLE);
  }
}
