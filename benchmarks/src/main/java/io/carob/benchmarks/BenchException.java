package io.carob.benchmarks;

/** A measurement that could not be made; the message says why, in one line. */
final class BenchException extends RuntimeException {

  BenchException(String message) {
    super(message);
  }
}
