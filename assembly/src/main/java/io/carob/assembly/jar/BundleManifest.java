package io.carob.assembly.jar;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * What a jar says of itself as a bundle.
 *
 * @param name its symbolic name
 * @param version its version; 0.0.0 when it names none
 */
public record BundleManifest(String name, Version version) {

  /**
   * Reads the manifest of a jar.
   *
   * @param jar the jar, for messages
   * @param manifest its manifest, if it has one
   * @throws IOException when this is no bundle, with the reason
   */
  public static BundleManifest of(Path jar, @Nullable Manifest manifest) throws IOException {
    Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
    String name = attributes.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (name == null) {
      throw new IOException(jar + " is no bundle: its manifest has no Bundle-SymbolicName");
    }
    try {
      return new BundleManifest(
          name.replaceAll(";.*", "").trim(),
          Version.parseVersion(attributes.getValue(Constants.BUNDLE_VERSION)));
    } catch (IllegalArgumentException e) {
      throw new IOException(jar + " is no bundle: " + e.getMessage(), e);
    }
  }
}
