package io.carob.assembly.node;

import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Goes into the jars of {@link FrameworkBundlesTest}: does not start while a file is there. */
public final class RefusingActivator implements BundleActivator {

  static final String REFUSAL = "carob.test.refusal";

  @Override
  public void start(BundleContext context) {
    if (Files.exists(Path.of(context.getProperty(REFUSAL)))) {
      throw new IllegalStateException("no start today");
    }
  }

  @Override
  public void stop(BundleContext context) {
    // Nothing was begun.
  }
}
