package io.carob.linux.process;

import static io.carob.linux.internal.Constants.EINTR;

import io.carob.linux.internal.Libc;
import io.carob.linux.internal.Scratch;
import java.util.Optional;

/** waitpid(2) for single processes that are known to have ended. */
final class Reaper {

  private static final int WNOHANG = 1;

  private Reaper() {}

  static Optional<ExitStatus> reap(long pid) {
    Scratch scratch = Scratch.get();
    int result;
    do {
      result = Libc.waitpid((int) pid, scratch.structAddress(), WNOHANG);
    } while (result == -EINTR);
    return result == pid
        ? Optional.of(ExitStatus.ofWaitStatus(scratch.struct().getInt(0)))
        : Optional.empty();
  }
}
