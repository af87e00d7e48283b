package io.carob.assembly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.assembly.drivers.Admission;
import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleSetTest {

  private Path shipped;
  private Path operator;

  @BeforeEach
  void ship(@TempDir Path temp) throws IOException {
    shipped = temp.resolve("bundles");
    operator = temp.resolve("operator");
    Files.createDirectories(operator);
    bundle(shipped.resolve("1-platform/a.jar"), "a", "1.0.0");
    bundle(shipped.resolve("4-edge/d.jar"), "d", "1.0.0");
    bundle(shipped.resolve("2-drivers/b.jar"), "b", "1.0.0");
  }

  @Test
  void lowerLevelsComeFirstAndHigherOnesCanBeLeftOut() throws IOException {
    assertThat(BundleSet.select(shipped, operator, 9, jar -> {}).bundles())
        .extracting(BundleSet.Entry::name)
        .containsExactly("a", "b", "d");
    assertThat(BundleSet.select(shipped, operator, 3, jar -> {}).bundles())
        .extracting(BundleSet.Entry::name)
        .containsExactly("a", "b");
  }

  @Test
  void anOperatorsJarReplacesTheShippedOneUnlessItIsOlder() throws IOException {
    Path newer = bundle(operator.resolve("b.jar"), "b", "1.1.0");
    Path older = bundle(operator.resolve("a.jar"), "a", "0.9.0");
    BundleSet.Selection selection = BundleSet.select(shipped, operator, 9, jar -> {});
    assertThat(selection.bundles()).extracting(BundleSet.Entry::jar).contains(newer);
    assertThat(selection.bundles()).extracting(BundleSet.Entry::jar).doesNotContain(older);
    assertThat(selection.refused()).extracting(BundleSet.Refused::jar).containsExactly(older);
  }

  @Test
  void anOperatorsNewBundleStartsWithTheDrivers() throws IOException {
    bundle(operator.resolve("mine.jar"), "mine", "1.0.0");
    Files.writeString(operator.resolve("junk.jar"), "no jar");
    BundleSet.Selection selection = BundleSet.select(shipped, operator, 9, jar -> {});
    assertThat(selection.bundles())
        .anyMatch(e -> e.name().equals("mine") && e.level() == BundleSet.DRIVER_LEVEL);
    assertThat(selection.refused()).hasSize(1);
  }

  @Test
  void aShippedJarThatIsNotWholeIsNamed() throws IOException {
    Path cut = Files.writeString(shipped.resolve("2-drivers/b.jar"), "PK");
    assertThatThrownBy(() -> BundleSet.select(shipped, operator, 9, jar -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(cut.toString(), "install the distribution again");
  }

  @Test
  void whatDoesNotHoldAgainstThePolicyIsLeftOutAndTheShippedOneStays() throws Exception {
    Path newer = bundle(operator.resolve("b.jar"), "b", "1.1.0");
    Files.writeString(operator.resolve("b.jar.sha256"), "0".repeat(64));
    Path conf = Files.createDirectories(shipped.resolveSibling("conf"));
    Files.writeString(conf.resolve("io.carob.drivers.cfg"), "checksum = required\n");
    Admission admission = new Admission(conf, shipped.resolveSibling("copies"));
    BundleSet.Selection selection = BundleSet.select(shipped, operator, 9, admission::checkKept);
    assertThat(selection.bundles()).extracting(BundleSet.Entry::jar).doesNotContain(newer);
    assertThat(selection.bundles()).extracting(BundleSet.Entry::name).contains("b");
    assertThat(selection.refused())
        .singleElement()
        .satisfies(left -> assertThat(left.reason()).contains("b.jar.sha256"));
    Files.delete(conf.resolve("io.carob.drivers.cfg"));
    assertThat(BundleSet.select(shipped, operator, 9, admission::checkKept).bundles())
        .extracting(BundleSet.Entry::jar)
        .contains(newer);
  }

  private static Path bundle(Path jar, String name, String version) throws IOException {
    Files.createDirectories(jar.getParent());
    return TestJar.bundle(name, version).write(jar);
  }
}
