package io.carob.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A subcommand; its exit code is what {@link #call} answers. */
abstract class ClientCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  Root root() {
    return (Root) spec().root().userObject();
  }

  CommandSpec spec() {
    return Objects.requireNonNull(spec);
  }

  Terminal terminal() {
    return root().terminal();
  }

  /** Wrong usage, to be thrown by the caller. */
  ParameterException usage(String message) {
    return new ParameterException(spec().commandLine(), message);
  }
}
