package io.carob.linux.process;

/**
 * How a process ended.
 *
 * @param code its exit code, 0 when a signal ended it
 * @param signal the signal that ended it, 0 when it exited
 */
public record ExitStatus(int code, int signal) {

  static ExitStatus ofWaitStatus(int status) {
    int signal = status & 0x7F;
    return new ExitStatus(signal == 0 ? (status >> 8) & 0xFF : 0, signal);
  }
}
