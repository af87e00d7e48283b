package io.carob.assembly.node;

import io.carob.api.node.HostCheck;
import io.carob.api.node.HostCheck.Finding;
import io.carob.api.node.HostCheck.Level;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code carob check} without a service: asks every check once all bundles run, and ends. */
final class CheckRun implements FrameworkListener {

  private static final Logger log = LoggerFactory.getLogger(CheckRun.class);

  private final BundleContext context;
  private final PrintStream out;

  CheckRun(BundleContext context, PrintStream out) {
    this.context = context;
    this.out = out;
  }

  @Override
  public void frameworkEvent(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.STARTED) {
      new Thread(this::run, "carob-check").start();
    }
  }

  private void run() {
    try {
      List<Finding> findings = findings();
      for (Finding finding : findings) {
        out.print(finding.text());
      }
      boolean failed = findings.stream().anyMatch(f -> f.level() == Level.FAILED);
      System.getProperties().put("carob.exit", failed ? 1 : 0);
      context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
    } catch (BundleException | InvalidSyntaxException e) {
      log.error("The check could not end", e);
    }
  }

  private List<Finding> findings() throws InvalidSyntaxException {
    List<Finding> findings = new ArrayList<>();
    List<ServiceReference<HostCheck>> references =
        new ArrayList<>(context.getServiceReferences(HostCheck.class, null));
    references.sort(Comparator.reverseOrder()); // the highest rank first, then the oldest
    for (ServiceReference<HostCheck> reference : references) {
      HostCheck check = context.getService(reference);
      if (check != null) {
        findings.addAll(check.check());
        context.ungetService(reference);
      }
    }
    return findings;
  }
}
