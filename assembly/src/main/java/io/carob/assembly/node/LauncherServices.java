package io.carob.assembly.node;

import java.util.Collection;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What the launcher offers; it lives outside the framework, so in types of the JDK alone. */
final class LauncherServices {

  private LauncherServices() {}

  /** The service of that type and purpose, unless the framework was started by somebody else. */
  static <S> Optional<S> find(BundleContext context, Class<S> type, String purpose) {
    try {
      Collection<ServiceReference<S>> references =
          context.getServiceReferences(type, "(carob.supplies=" + purpose + ")");
      return references.stream().findFirst().map(context::getService);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter is right", e);
    }
  }
}
