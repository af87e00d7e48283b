package io.carob.engine;

/** The end of the process in the middle of a call. */
@SuppressWarnings("serial")
final class Crash extends Error {
  Crash(int call) {
    super("crash at call " + call);
  }
}
