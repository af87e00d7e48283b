package io.carob.api.snapshot;

import java.io.IOException;
import java.io.InputStream;

/** Takes the tar stream of one layer. */
@FunctionalInterface
public interface LayerSink {

  /**
   * Reads the stream to its end.
   *
   * @param tar the uncompressed layer; hostile input. Reading fails when the bytes do not match the
   *     layer's digest
   * @throws IOException as reading raised it; the layer is then discarded
   */
  void accept(InputStream tar) throws IOException;
}
