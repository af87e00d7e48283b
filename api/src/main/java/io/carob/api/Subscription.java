package io.carob.api;

/** Listening to something, until it is closed. Closing it twice changes nothing. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  /** From now on the listener is called no more; a call that runs may still end. */
  @Override
  void close();
}
