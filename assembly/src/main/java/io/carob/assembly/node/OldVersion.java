package io.carob.assembly.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.assembly.drivers.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The version of a bundle from before an update: the way back. */
final class OldVersion {

  private static final Logger LOG = LoggerFactory.getLogger(OldVersion.class);

  private final Bundle bundle;
  private final byte[] jar;
  private final Namesakes namesakes;

  private OldVersion(Bundle bundle, byte[] jar, Namesakes namesakes) {
    this.bundle = bundle;
    this.jar = jar;
    this.namesakes = namesakes;
  }

  /**
   * What a bundle is now.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when its jar cannot be read
   */
  static OldVersion of(Bundle bundle, OperatorJars jars, Namesakes namesakes) {
    String location = bundle.getLocation();
    String name = bundle.getSymbolicName();
    try {
      Path jar = jars.find(name).orElseGet(() -> OperatorJars.fileOf(location));
      return new OldVersion(bundle, Files.readAllBytes(jar), namesakes);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "bundle "
              + name
              + " cannot be updated: its present jar "
              + location
              + " cannot be read, so there would be no way back",
          e);
    }
  }

  /** Goes back to the version from before a failed update; answers how that went. */
  String putBack(Exception failure) {
    try {
      bundle.update(new ByteArrayInputStream(jar));
      BundleStart.ifPossible(bundle);
      return "; the old version is back";
    } catch (BundleException | Refusal | IllegalStateException e) {
      failure.addSuppressed(e);
      return "; nor does the old version start again ("
          + e.getMessage()
          + "): give a jar that works to `carob bundle update "
          + bundle.getSymbolicName()
          + "`, or restart the service";
    }
  }

  /** The update of a bundle came too late. */
  void undo() {
    if (!namesakes.goesWhereReplaced(bundle)) {
      String how = putBack(new IllegalStateException("late"));
      LOG.warn("The update of {} came too late{}", bundle.getSymbolicName(), how);
    }
  }
}
