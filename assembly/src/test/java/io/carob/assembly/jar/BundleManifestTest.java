package io.carob.assembly.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class BundleManifestTest {

  private static final Path JAR = Path.of("/x/some.jar");

  private static Manifest manifest(String name, String version) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
    manifest.getMainAttributes().putValue("Bundle-Version", version);
    return manifest;
  }

  @Test
  void readsNameAndVersion() throws IOException {
    assertThat(BundleManifest.of(JAR, manifest("a.b;singleton:=true", "1.2.3.q")))
        .isEqualTo(new BundleManifest("a.b", new Version("1.2.3.q")));
  }

  @Test
  void aBundleNeedsNoVersionButAName() throws IOException {
    Manifest manifest = manifest("a", "1");
    manifest.getMainAttributes().remove(new java.util.jar.Attributes.Name("Bundle-Version"));
    assertThat(BundleManifest.of(JAR, manifest).version()).isEqualTo(Version.emptyVersion);
    assertThatThrownBy(() -> BundleManifest.of(JAR, new Manifest()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Bundle-SymbolicName");
    assertThatThrownBy(() -> BundleManifest.of(JAR, null)).isInstanceOf(IOException.class);
  }

  @Test
  void aBadVersionIsSaidWithTheJar() {
    assertThatThrownBy(() -> BundleManifest.of(JAR, manifest("a", "one")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/x/some.jar");
  }
}
