package io.carob.linux.io;

import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_PATH;

import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.file.Path;

/** The other end of a socket, for one connection: sends every packet back, twice. */
final class SeqPacketServer implements AutoCloseable {

  private final Fd listening =
      new Fd(LinuxError.check(Libc.socket(1, 5 | 0x80000, 0), "socket", ""));

  SeqPacketServer(Path folder, String name) {
    try (Fd dir = Fd.open(RawName.ofPath(folder), O_PATH | O_DIRECTORY)) {
      Scratch scratch = Scratch.get();
      scratch
          .struct(112)
          .putShort(0, (short) 1)
          .put(2, RawName.toBytes(dir.procPath() + "/" + name));
      LinuxError.check(Libc.bind(listening.number(), scratch.structAddress(), 110), "bind", name);
    }
    LinuxError.check(Libc.listen(listening.number(), 1), "listen", name);
  }

  void serve() {
    try (Fd peer =
        new Fd(LinuxError.check(Libc.accept4(listening.number(), 0x80000), "accept4", ""))) {
      Scratch scratch = Scratch.get();
      long size;
      while ((size =
              LinuxError.check(
                  Libc.recv(peer.number(), scratch.bufferAddress(), Scratch.BUFFER_SIZE, 0),
                  "recv",
                  ""))
          > 0) {
        for (int i = 0; i < 2; i++) {
          LinuxError.check(
              Libc.send(peer.number(), scratch.bufferAddress(), size, 0x4000), "send", "");
        }
      }
    }
  }

  @Override
  public void close() {
    listening.close();
  }
}
