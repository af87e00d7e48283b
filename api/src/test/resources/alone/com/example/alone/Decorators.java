package com.example.alone;

import io.carob.api.driver.DriverCalls;
import io.carob.api.embed.DriverFactory;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExecSession;
import io.carob.api.sandbox.ExitStatus;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A sandbox driver and a runtime that pass their calls on to others. */
public final class Decorators implements DriverFactory {

  /** For ServiceLoader. */
  public Decorators() {}

  @Override
  public String pid() {
    return "com.example.alone";
  }

  @Override
  public Made make(Home home) {
    String other = home.settings().getOrDefault("other", "default");
    return new Made(
        List.of(),
        List.of(new Boxes(other, home.calls(SandboxDriver.class))),
        List.of(new Runtimes(other, home.calls(ContainerRuntime.class))),
        List.of(),
        () -> {});
  }

  private record Boxes(String other, DriverCalls<SandboxDriver> calls) implements SandboxDriver {

    @Override
    public String name() {
      return "decorated";
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
      return calls.call(other, spec.podUid(), driver -> driver.create(spec));
    }

    @Override
    public Optional<Sandbox> find(String podUid, Path directory) {
      return calls.call(other, podUid, driver -> driver.find(podUid, directory));
    }

    @Override
    public CompletableFuture<Void> exit(String podUid, Path directory) {
      return calls.call(other, podUid, driver -> driver.exit(podUid, directory));
    }

    @Override
    public void remove(String podUid, Path directory) {
      calls.run(other, podUid, driver -> driver.remove(podUid, directory));
    }
  }

  private record Runtimes(String other, DriverCalls<ContainerRuntime> calls)
      implements ContainerRuntime {

    @Override
    public String name() {
      return "decorated";
    }

    @Override
    public ContainerStatus create(ContainerSpec spec) {
      return calls.call(other, spec.id(), driver -> driver.create(spec));
    }

    @Override
    public ContainerStatus start(String id, Path directory) {
      return calls.call(other, id, driver -> driver.start(id, directory));
    }

    @Override
    public Optional<ContainerStatus> status(String id, Path directory) {
      return calls.call(other, id, driver -> driver.status(id, directory));
    }

    @Override
    public CompletableFuture<ExitStatus> exit(String id, Path directory) {
      return calls.call(other, id, driver -> driver.exit(id, directory));
    }

    @Override
    public void signal(String id, Path directory, String signal) {
      calls.run(other, id, driver -> driver.signal(id, directory, signal));
    }

    @Override
    public ExecSession exec(String id, Path directory, List<String> args, List<String> env) {
      return calls.call(other, id, driver -> driver.exec(id, directory, args, env));
    }

    @Override
    public void remove(String id, Path directory) {
      calls.run(other, id, driver -> driver.remove(id, directory));
    }
  }
}
