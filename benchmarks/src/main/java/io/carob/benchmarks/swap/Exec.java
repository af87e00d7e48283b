package io.carob.benchmarks.swap;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A command in a container, by {@code carob-exec/1}. */
final class Exec implements AutoCloseable {

  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int EXIT = 3;
  private static final int END_OF_INPUT = 4;
  private static final int ERROR = 5;

  private final Api.Open connection;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private int code = -1;

  private Exec(Api.Open connection) {
    this.connection = connection;
    this.in = new DataInputStream(connection.in());
    this.out = new DataOutputStream(connection.out());
  }

  static Exec start(Api api, String pod, String... command) throws IOException {
    StringBuilder target = new StringBuilder("/v1/pods/default/" + pod + "/exec");
    char separator = '?';
    for (String word : command) {
      target.append(separator).append("command=").append(Api.encode(word));
      separator = '&';
    }
    return new Exec(api.upgrade(target.toString(), "carob-exec/1"));
  }

  /** Runs a command to its end and answers what it printed; any exit code but 0 is a failure. */
  static String run(Api api, String pod, String... command) throws IOException {
    try (Exec exec = start(api, pod, command)) {
      exec.endInput();
      return exec.await(pod);
    }
  }

  void write(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    frame(STDIN, bytes);
  }

  void endInput() throws IOException {
    frame(END_OF_INPUT, new byte[0]);
  }

  private void frame(int stream, byte[] bytes) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(frame);
    data.writeByte(stream);
    data.writeInt(bytes.length);
    data.write(bytes);
    out.write(frame.toByteArray());
    out.flush();
  }

  /** Reads until the output has one more line, and answers that. */
  String readLine() throws IOException {
    String seen = text();
    int begin = seen.length();
    while (!text().substring(begin).endsWith("\n")) {
      if (!next()) {
        throw new IOException("the command ended with " + code + " in place of a line");
      }
    }
    return text().substring(begin).stripTrailing();
  }

  /** Reads to the end and answers the whole output. */
  String await(String what) throws IOException {
    while (next()) {
      // all of it
    }
    if (code != 0) {
      throw new IOException("a command in " + what + " ended with " + code + ": " + text());
    }
    return text();
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private boolean next() throws IOException {
    int stream = in.readByte();
    byte[] bytes = in.readNBytes(in.readInt());
    if (stream == ERROR) {
      throw new IOException("a command ended: " + new String(bytes, StandardCharsets.UTF_8));
    }
    if (stream == EXIT) {
      code = java.nio.ByteBuffer.wrap(bytes).getInt();
      return false;
    }
    if (stream == STDOUT) {
      printed.write(bytes);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
