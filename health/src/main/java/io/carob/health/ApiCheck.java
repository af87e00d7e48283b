package io.carob.health;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/** Live: the API answers on its socket. */
final class ApiCheck implements HealthCheck {

  private static final String REQUEST =
      "GET /v1/version HTTP/1.1\r\nHost: carob\r\nConnection: close\r\n\r\n";
  private static final String GOOD = "HTTP/1.1 200 ";

  private final Path socket;

  ApiCheck(Path socket) {
    this.socket = socket;
  }

  @Override
  public Result execute() {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer request = ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      ByteBuffer answer = ByteBuffer.allocate(GOOD.length());
      while (answer.hasRemaining() && channel.read(answer) >= 0) {
        // until the status is there
      }
      String status = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
      return status.equals(GOOD)
          ? NodeChecks.ok("answers on " + socket)
          : NodeChecks.down("answers \"" + status.strip() + "\" on " + socket);
    } catch (IOException e) {
      return NodeChecks.down("does not answer on " + socket + ": " + e.getMessage());
    }
  }
}
