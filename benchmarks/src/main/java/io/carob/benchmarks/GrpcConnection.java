package io.carob.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * As much of gRPC over HTTP/2 as unary calls, one at a time, need: small, so that what is measured
 * is the server. A call has succeeded when it brings a message, as every unary success does; a
 * failure comes with headers alone.
 */
final class GrpcConnection implements AutoCloseable {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int FRAME_HEAD = 9;
  private static final int FRAME_MOST = 16384;

  private final SocketChannel socket;
  private final String namespace;
  private final ByteBuffer in = ByteBuffer.allocate(FRAME_HEAD + FRAME_MOST).limit(0);
  private int stream = 1;

  GrpcConnection(Path path, String namespace) throws IOException {
    this.namespace = namespace;
    this.socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    socket.connect(UnixDomainSocketAddress.of(path));
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    hello.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(hello, SETTINGS, 0, 0, new byte[0]);
    send(hello);
  }

  /** Calls a method and throws its answer away. */
  void call(String method, byte[] message) throws IOException {
    int mine = stream;
    stream += 2;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frame(out, HEADERS, END_HEADERS, mine, headers(method));
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.write(0);
    data.writeBytes(ByteBuffer.allocate(4).putInt(message.length).array());
    data.writeBytes(message);
    frame(out, DATA, END_STREAM, mine, data.toByteArray());
    send(out);
    if (!await(mine)) {
      throw new BenchException(method + " failed; see the log of containerd");
    }
  }

  /** Literal headers without an index: no state on either side. */
  private byte[] headers(String method) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x83); // :method POST
    block.write(0x86); // :scheme http
    header(block, ":path", method);
    header(block, ":authority", "localhost");
    header(block, "content-type", "application/grpc");
    header(block, "te", "trailers");
    header(block, "containerd-namespace", namespace);
    return block.toByteArray();
  }

  private static void header(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : new String[] {name, value}) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      if (bytes.length > 126) {
        throw new IllegalArgumentException("a header is longer than one byte says: " + text);
      }
      block.write(bytes.length);
      block.writeBytes(bytes);
    }
  }

  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
    ByteBuffer head = ByteBuffer.allocate(FRAME_HEAD);
    head.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    head.put((byte) type).put((byte) flags).putInt(stream);
    out.writeBytes(head.array());
    out.writeBytes(payload);
  }

  private void send(ByteArrayOutputStream out) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  /** Reads frames to the end of a stream; whether it brought a message. */
  private boolean await(int mine) throws IOException {
    boolean message = false;
    while (true) {
      need(FRAME_HEAD);
      int length = ((in.get() & 0xFF) << 16) | (in.getShort() & 0xFFFF);
      int type = in.get();
      int flags = in.get();
      int from = in.getInt();
      need(length);
      byte[] payload = new byte[length];
      in.get(payload);
      if (type == DATA && length > 0) {
        message |= from == mine;
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        frame(more, WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(length).array());
        send(more);
      } else if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        frame(answer, type, ACK, 0, type == PING ? payload : new byte[0]);
        send(answer);
      } else if (type == GO_AWAY || (type == RESET && from == mine)) {
        throw new IOException("the server ended the stream");
      }
      if (from == mine && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        return message;
      }
    }
  }

  private void need(int count) throws IOException {
    while (in.remaining() < count) {
      in.compact();
      int n = socket.read(in);
      in.flip();
      if (n < 0) {
        throw new IOException("the server closed the connection");
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
