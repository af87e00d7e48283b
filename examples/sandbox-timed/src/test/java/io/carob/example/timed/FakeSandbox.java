package io.carob.example.timed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A sandbox that is a file; its pause process is this one. */
record FakeSandbox(String name, int diskFormat, CompletableFuture<Void> exits)
    implements SandboxDriver {

  static FakeSandbox of(String name, int diskFormat) {
    return new FakeSandbox(name, diskFormat, new CompletableFuture<>());
  }

  @Override
  public Sandbox create(SandboxSpec spec) {
    try {
      Files.writeString(file(spec.directory()), name);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "no file", e);
    }
    return sandbox(spec.podUid(), spec.directory());
  }

  @Override
  public Optional<Sandbox> find(String podUid, Path directory) {
    return Files.exists(file(directory))
        ? Optional.of(sandbox(podUid, directory))
        : Optional.empty();
  }

  @Override
  public CompletableFuture<Void> exit(String podUid, Path directory) {
    return exits;
  }

  @Override
  public void remove(String podUid, Path directory) {
    try {
      Files.deleteIfExists(file(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path file(Path directory) {
    return directory.resolve("fake");
  }

  private static Sandbox sandbox(String podUid, Path directory) {
    long pid = ProcessHandle.current().pid();
    return new Sandbox(podUid, directory, true, pid, Map.of(), List.of(), List.of());
  }
}
