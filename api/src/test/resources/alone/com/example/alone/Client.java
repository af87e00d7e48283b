package com.example.alone;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.embed.Carob;
import io.carob.api.pod.LogRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A program that runs a pod and reads what it prints. */
public final class Client {

  private Client() {}

  /** Runs the pod of a manifest; answers what it prints. */
  static byte[] run(Path root, Path run, String manifest) throws IOException {
    try (Carob carob =
        Carob.builder()
            .root(root)
            .run(run)
            .set("io.carob.engine", "default.snapshotter", "folders")
            .driver(new Folders())
            .driver(new Scratch())
            .start()) {
      carob.resources().apply(manifest, "default", false);
      LogRequest request = LogRequest.of("default", "hello").follow().build();
      try (InputStream log = carob.pods().log(request)) {
        return log.readAllBytes();
      } finally {
        carob.pods().stopAll().join();
      }
    } catch (CarobException e) {
      if (e.code() == ErrorCode.UNSUPPORTED) {
        return new byte[0];
      }
      throw e;
    }
  }
}
