package io.carob.image.store.tar;

import io.carob.linux.inflate.IsalInflater;

/** Inflates with the host's libisal. */
final class IsalBody implements GzipBody {

  private static final int OUTPUT = 256 * 1024;

  private final IsalInflater inflater;

  IsalBody(int input) {
    this.inflater = new IsalInflater(input, OUTPUT);
  }

  @Override
  public void begin() {
    inflater.begin();
  }

  @Override
  public void feed(byte[] bytes, int offset, int length) {
    inflater.feed(bytes, offset, length);
  }

  @Override
  public int remaining() {
    return inflater.remaining();
  }

  @Override
  public int inflate(byte[] into, int offset, int length) {
    return inflater.inflate(into, offset, length);
  }

  @Override
  public boolean isFinished() {
    return inflater.isFinished();
  }

  @Override
  public void close() {
    // Its memory goes with it.
  }
}
