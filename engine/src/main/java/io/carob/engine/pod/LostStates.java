package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverTable;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.engine.pod.PodState.SandboxState;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What was written down of pods that are no more: which drivers made what is left of them, and in
 * which form. Where nothing says so, each driver is asked that may have; all must be there then.
 */
final class LostStates {

  private static final int DIGITS = 12;

  private final Node node;

  LostStates(Node node) {
    this.node = node;
  }

  /** The digits of a pod's id with which the ids of its containers begin. */
  static String digits(String idOrUid) {
    String all = idOrUid.replace("-", "");
    return all.substring(0, Math.min(DIGITS, all.length()));
  }

  private Stream<PodState> all() {
    return node.store().states().values().stream().map(PodStateJson::read);
  }

  Optional<PodState> of(String uid) {
    return node.store().state(uid).map(PodStateJson::read);
  }

  private Optional<Made> container(String id) {
    return all()
        .flatMap(state -> state.containers().stream())
        .flatMap(container -> Stream.ofNullable(container.made()))
        .filter(made -> made.id().equals(id))
        .findFirst();
  }

  /** Has a container removed by those that may have made it. */
  void container(String id, Function<ContainerRuntime, Boolean> remove) {
    Optional<Made> made = container(id);
    int form = made.map(Made::form).orElse(Forms.FIRST);
    Set<String> names =
        made.map(one -> Set.of(one.runtime()))
            .orElseGet(
                () ->
                    known(
                        node.runtimes(),
                        all()
                            .flatMap(state -> state.containers().stream())
                            .flatMap(container -> Stream.ofNullable(container.made()))
                            .map(Made::runtime)));
    require("container runtime", node.runtimes(), names);
    for (String name : names) {
      boolean unused =
          node.runtimes()
              .<Boolean>call(
                  name,
                  id,
                  r -> {
                    Forms.check(r, "container " + id, form);
                    return remove.apply(r);
                  });
    }
  }

  /** Has a sandbox removed by those that may have made it. */
  void sandbox(String uid, Function<SandboxDriver, Boolean> remove) {
    Optional<SandboxState> made = of(uid).flatMap(state -> Optional.ofNullable(state.sandbox()));
    int form = made.map(SandboxState::form).orElse(Forms.FIRST);
    Set<String> names =
        made.map(one -> Set.of(one.driver()))
            .orElseGet(
                () ->
                    known(
                        node.sandboxes(),
                        all()
                            .flatMap(state -> Stream.ofNullable(state.sandbox()))
                            .map(SandboxState::driver)));
    require("sandbox driver", node.sandboxes(), names);
    for (String name : names) {
      boolean unused =
          node.sandboxes()
              .<Boolean>call(
                  name,
                  uid,
                  d -> {
                    Forms.check(d, "the sandbox of pod " + uid, form);
                    return remove.apply(d);
                  });
    }
  }

  /** The drivers that have come, serving or not, and those that pods were made by. */
  private static Set<String> known(DriverTable<?> table, Stream<String> recorded) {
    Set<String> names = new TreeSet<>();
    table.statuses().forEach(status -> names.add(status.info().name()));
    recorded.forEach(names::add);
    return names;
  }

  /** One that is away may be the one that made it; the others would say there is nothing. */
  private static void require(String what, DriverTable<?> table, Set<String> names) {
    if (names.isEmpty()) {
      throw new CarobException(ErrorCode.UNAVAILABLE, "no " + what + " is there to remove it");
    }
    for (String name : names) {
      if (!table.isThere(name)) {
        throw new CarobException(
            ErrorCode.UNAVAILABLE,
            what
                + " \""
                + name
                + "\" may have made it and does not serve; it is cleared by the next start at which"
                + " it does");
      }
    }
  }
}
