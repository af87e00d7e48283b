package io.carob.sandbox.container;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the OCI runtime of this node once, when it is first needed. */
public final class Runtimes {

  private static final Logger LOG = LoggerFactory.getLogger(Runtimes.class);

  private final RuntimeProbe probe;
  private @Nullable RuntimeBinary selected;

  /**
   * The choice, which is not made yet.
   *
   * @param names runtimes to try, in order
   * @param run folder for the runtimes' state
   * @param cgroupParent control group in which to try them
   */
  public static Runtimes of(List<String> names, Path run, String cgroupParent) {
    return new Runtimes(new RuntimeProbe(names, run, cgroupParent));
  }

  Runtimes(RuntimeProbe probe) {
    this.probe = probe;
  }

  /** The runtime; a failure is not kept, so that one may be installed meanwhile. */
  synchronized RuntimeBinary select() {
    RuntimeBinary known = selected;
    if (known != null) {
      return known;
    }
    RuntimeProbe.Result result = probe.probe();
    RuntimeBinary runtime = result.require();
    selected = runtime;
    if (result.passedOver().isEmpty()) {
      LOG.info("containers run by {} ({})", runtime.name(), runtime.program());
    } else {
      LOG.warn(
          "containers run by {} ({}), passed over: {}",
          runtime.name(),
          runtime.program(),
          String.join("; ", result.passedOver()));
    }
    return runtime;
  }

  /** Tries the runtimes again, without changing the choice. */
  public Outcome tryOut() {
    RuntimeProbe.Result result = probe.probe();
    return new Outcome(result.runtime().map(RuntimeBinary::name).orElse(""), result.passedOver());
  }

  /**
   * What came of trying.
   *
   * @param name the first runtime that works; empty when there is none
   * @param passedOver those before it, each with the reason
   */
  public record Outcome(String name, List<String> passedOver) {
    /** Copies the list. */
    public Outcome {
      passedOver = List.copyOf(passedOver);
    }
  }
}
