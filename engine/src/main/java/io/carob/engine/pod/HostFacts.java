package io.carob.engine.pod;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

/** What pods take over from the host. */
final class HostFacts {

  private static final Path STUB_UPSTREAM = Path.of("/run/systemd/resolve/resolv.conf");

  private HostFacts() {}

  static String hosts() {
    return read(Path.of("/etc/hosts"));
  }

  /** The host's resolvers; those behind a resolver that only the host's loopback reaches. */
  static String resolvConf(boolean hostNetwork) {
    String text = read(Path.of("/etc/resolv.conf"));
    boolean stub = text.lines().anyMatch(line -> line.strip().equals("nameserver 127.0.0.53"));
    return stub && !hostNetwork && Files.exists(STUB_UPSTREAM) ? read(STUB_UPSTREAM) : text;
  }

  /** An IPv4 address of the host that others reach, or loopback's. */
  static String address() {
    try {
      for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (device.isLoopback() || !device.isUp()) {
          continue;
        }
        for (InetAddress address : Collections.list(device.getInetAddresses())) {
          if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
            return address.getHostAddress();
          }
        }
      }
    } catch (SocketException e) {
      return "127.0.0.1";
    }
    return "127.0.0.1";
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw PodFolder.error("reading " + file, e);
    }
  }
}
