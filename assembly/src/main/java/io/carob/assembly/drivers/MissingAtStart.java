package io.carob.assembly.drivers;

import io.carob.api.node.HostCheck.Finding;
import java.time.Duration;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once all has started which drivers are needed and not there: what needs them waits. */
final class MissingAtStart implements FrameworkListener {

  private static final Logger LOG = LoggerFactory.getLogger(MissingAtStart.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DriverFiles files;
  private final DriverTroubles check;

  MissingAtStart(DriverFiles files, DriverTroubles check) {
    this.files = files;
    this.check = check;
  }

  @Override
  public void frameworkEvent(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.STARTED) {
      Thread thread = new Thread(this::tell, "carob-missing-drivers");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** After the jars in the folder: they may bring what is missing. */
  private void tell() {
    try {
      boolean unused = files.awaitDecided(PATIENCE);
      for (Finding finding : check.missing()) {
        LOG.warn("{}: {}; {}", finding.subject(), finding.found(), finding.fix());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
