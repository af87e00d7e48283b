package io.carob.benchmarks;

/** A measurement that could not be made; the message says why, in one line. */
public final class BenchException extends RuntimeException {

  public BenchException(String message) {
    super(message);
  }
}
