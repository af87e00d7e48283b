package io.carob.image.store.registry.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a host that somebody else named leads to where only this machine should get: into itself,
 * to its own link, where clouds keep their secrets. Names are resolved; the JDK remembers the
 * answer for the connection that follows, so a name cannot change in between.
 */
public final class Inward {

  /** Services for the machine itself that are not on its link. */
  private static final Set<String> KNOWN =
      Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "168.63.129.16");

  private Inward() {}

  /** Whether it does. A name that has no address does not. */
  public static boolean is(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(name)) {
        if (address.isLoopbackAddress()
            || address.isAnyLocalAddress()
            || address.isLinkLocalAddress()
            || address.isMulticastAddress()
            || KNOWN.contains(address.getHostAddress())) {
          return true;
        }
      }
    } catch (UnknownHostException e) {
      return false; // the connection fails, or a proxy knows the name
    }
    return false;
  }
}
