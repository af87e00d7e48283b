package io.carob.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Raw bytes to and from the server: what any client could send. */
final class Client implements AutoCloseable {

  private final SocketChannel channel;

  Client(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Reads until the text has come. */
  String readUntil(String text) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (!all.toString(StandardCharsets.UTF_8).endsWith(text)) {
      one.clear();
      if (channel.read(one) < 0) {
        throw new IOException("ended after " + all.toString(StandardCharsets.UTF_8));
      }
      all.write(one.get(0));
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  byte[] readAll() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer some = ByteBuffer.allocate(8192);
    while (channel.read(some.clear()) >= 0) {
      all.write(some.array(), 0, some.position());
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** One request on a connection of its own; head and body of the answer. */
  static Reply ask(Path socket, String method, String target, String accept, String body)
      throws IOException {
    try (Client client = new Client(socket)) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      client.send(
          method
              + " "
              + target
              + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: "
              + accept
              + "\r\nContent-Length: "
              + bytes.length
              + "\r\n\r\n");
      client.send(bytes);
      String all = new String(client.readAll(), StandardCharsets.UTF_8);
      int end = all.indexOf("\r\n\r\n");
      return new Reply(
          Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4));
    }
  }

  record Reply(int status, String head, String body) {}
}
