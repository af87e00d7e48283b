package io.carob.image.store.tar;

/** Inflates one gzip member after another, from behind its header to the end of its trailer. */
interface GzipBody extends AutoCloseable {

  /** Begins a member. Input that was not taken is dropped: it is given again. */
  void begin();

  /** Gives input, when all before was taken. */
  void feed(byte[] bytes, int offset, int length);

  /** How many bytes of the input have not been taken. */
  int remaining();

  /**
   * Inflates.
   *
   * @return how many bytes; 0 when it needs input, or has finished
   * @throws io.carob.api.CarobException {@code DATA_LOSS} for corrupt input, also in the trailer
   */
  int inflate(byte[] into, int offset, int length);

  /** Whether the member has ended, and its trailer was read and right. */
  boolean isFinished();

  @Override
  void close();
}
