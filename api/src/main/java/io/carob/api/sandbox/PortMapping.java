package io.carob.api.sandbox;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;

/**
 * A port of the host that leads into a pod.
 *
 * @param hostPort 1 to 65535
 * @param containerPort 1 to 65535
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 * @param hostIp the host's address to listen on; empty for all
 */
public record PortMapping(int hostPort, int containerPort, String protocol, String hostIp) {

  /**
   * Checks the numbers.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when a port is out of range
   */
  public PortMapping {
    if (hostPort < 1 || hostPort > 65535 || containerPort < 1 || containerPort > 65535) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "port mapping " + hostPort + ":" + containerPort + " is not within 1 to 65535");
    }
  }
}
