package io.carob.assembly.drivers;

import java.io.File;
import java.nio.file.Path;
import org.apache.felix.fileinstall.ArtifactInstaller;

/**
 * What File Install tells of jars, in place of what it would do with them itself. Its one thread
 * watches all folders, so each method answers at once; nor may one fail, because File Install would
 * repeat it at each look.
 */
final class DriverFolder implements ArtifactInstaller {

  private static final String JAR = ".jar";

  private final DriverFiles files;

  DriverFolder(DriverFiles files) {
    this.files = files;
  }

  /** All jars wherever they lie, so that none passes by the checks. */
  @Override
  public boolean canHandle(File artifact) {
    String name = artifact.getName();
    return name.endsWith(JAR) || name.endsWith(JAR + Checksum.SUFFIX);
  }

  @Override
  public void install(File artifact) {
    update(artifact);
  }

  @Override
  public void update(File artifact) {
    Path jar = jar(artifact);
    if (isJar(artifact) || jar.toFile().exists()) {
      files.look(jar);
    }
  }

  @Override
  public void uninstall(File artifact) {
    if (isJar(artifact)) {
      files.gone(jar(artifact));
    }
  }

  private static boolean isJar(File artifact) {
    return artifact.getName().endsWith(JAR);
  }

  /** The jar itself, also for what stands beside it. */
  private static Path jar(File artifact) {
    Path path = artifact.toPath().toAbsolutePath().normalize();
    String name = artifact.getName();
    return isJar(artifact)
        ? path
        : path.resolveSibling(name.substring(0, name.length() - Checksum.SUFFIX.length()));
  }
}
