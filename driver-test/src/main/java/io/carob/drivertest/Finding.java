package io.carob.drivertest;

/**
 * Something about a jar that its author should know, seen without running a test.
 *
 * @param problem whether it keeps the driver from working in a home that was asked for
 * @param found what was found
 * @param wayOut what to do
 */
record Finding(boolean problem, String found, String wayOut) {

  static Finding problem(String found, String wayOut) {
    return new Finding(true, found, wayOut);
  }

  static Finding note(String found, String wayOut) {
    return new Finding(false, found, wayOut);
  }
}
