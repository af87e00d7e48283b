package io.carob.image.store.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

final class InputStreams {

  private InputStreams() {}

  static void drain(InputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }
}
