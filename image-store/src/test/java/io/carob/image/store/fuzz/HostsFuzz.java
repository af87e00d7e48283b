package io.carob.image.store.fuzz;

import io.carob.api.ErrorCode;
import io.carob.image.store.registry.host.HostsFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Files of registry hosts: they are the operator's, so one that is wrong is only to be named. */
public final class HostsFuzz {

  private HostsFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try (Scratch scratch = new Scratch()) {
      Path folder = scratch.folder("example.com");
      Files.write(folder.resolve("hosts.toml"), data);
      HostsFolder hosts = new HostsFolder(scratch.folder());
      Outcome.of(() -> hosts.endpoints("example.com"), Set.of(ErrorCode.INVALID_ARGUMENT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
