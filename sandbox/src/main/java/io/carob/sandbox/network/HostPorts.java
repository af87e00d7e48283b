package io.carob.sandbox.network;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.PortMapping;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

/** Finds out whether host ports are free: from programs of the host, and from other pods. */
public final class HostPorts {

  private HostPorts() {}

  /**
   * Checks that no program of the host listens on a port, by listening for a moment.
   *
   * @throws CarobException {@code ALREADY_EXISTS} naming the port that is taken; {@code
   *     INVALID_ARGUMENT} when an address is not one of this host's
   */
  public static void requireFree(List<PortMapping> ports) {
    ports.forEach(HostPorts::requireFree);
  }

  /**
   * Checks ports against those of other pods, which the kernel forwards without listening.
   *
   * @param others by the pod that has them
   * @throws CarobException {@code ALREADY_EXISTS} naming the port that is taken
   */
  public static void requireUnclaimed(
      List<PortMapping> ports, Map<String, List<PortMapping>> others) {
    for (PortMapping port : ports) {
      others.forEach(
          (pod, claimed) -> {
            if (claimed.stream().anyMatch(other -> collide(port, other))) {
              throw taken(port, "pod " + pod);
            }
          });
    }
  }

  private static boolean collide(PortMapping one, PortMapping other) {
    return one.hostPort() == other.hostPort()
        && one.protocol().equalsIgnoreCase(other.protocol())
        && (any(one) || any(other) || one.hostIp().equals(other.hostIp()));
  }

  private static boolean any(PortMapping port) {
    return port.hostIp().isEmpty() || port.hostIp().equals("0.0.0.0") || port.hostIp().equals("::");
  }

  private static void requireFree(PortMapping port) {
    String wildcard = port.hostIp().isEmpty() ? "0.0.0.0" : port.hostIp();
    try {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getByName(wildcard), port.hostPort());
      if (port.protocol().equalsIgnoreCase("udp")) {
        new DatagramSocket(address).close();
      } else if (port.protocol().equalsIgnoreCase("tcp")) {
        try (ServerSocket socket = new ServerSocket()) {
          socket.setReuseAddress(true);
          socket.bind(address);
        }
      }
    } catch (java.net.BindException e) {
      String text = String.valueOf(e.getMessage());
      if (text.contains("assign")) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT, "host address " + wildcard + " is not this host's", e);
      }
      throw taken(port, "a program of the host");
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "host port " + port.hostPort() + " cannot be looked at", e);
    }
  }

  private static CarobException taken(PortMapping port, String by) {
    return new CarobException(
        ErrorCode.ALREADY_EXISTS,
        "host port "
            + port.hostPort()
            + "/"
            + port.protocol()
            + " is taken by "
            + by
            + "; choose another hostPort, or free it");
  }
}
