package io.carob.assembly.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds what stands in a file against what is known. */
final class ConfCheck {

  private ConfCheck() {}

  /**
   * What is wrong with one file.
   *
   * @param errors why it cannot be used; empty when it can
   * @param unowned why nobody reads it, if that is so: what it is for may still come
   */
  record Result(List<String> errors, Optional<String> unowned) {

    /** All of it in one line; empty when nothing is wrong. */
    String text() {
      return String.join("; ", errors.isEmpty() ? unowned.stream().toList() : errors);
    }

    /** Whether it says what another one says; there may be no other. */
    boolean says(@Nullable Result other) {
      return other != null && errors.equals(other.errors) && unowned.equals(other.unowned);
    }
  }

  /** Checks a file. */
  static Result check(ConfFile file, KnownPids known) {
    List<String> errors = new ArrayList<>(file.faults());
    Optional<Pid> pid = known.find(file.id()).or(() -> known.find(file.pid()));
    pid.flatMap(its -> its.fault(file.id())).ifPresent(errors::add);
    pid.ifPresent(
        its -> file.values().forEach((key, value) -> its.fault(key, value).ifPresent(errors::add)));
    Optional<String> unowned =
        pid.isEmpty()
            ? Optional.of(unknown(file.pid(), known))
            : known
                .idle(pid.get().name())
                .map(jar -> "it is for " + name(jar) + ", which does not run");
    return new Result(List.copyOf(errors), unowned);
  }

  private static String unknown(String pid, KnownPids known) {
    return "nothing that is here has the configuration "
        + pid
        + Nearest.to(pid, known.names()).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /** How a file is named in a message: with its folder, which says where to look. */
  static String name(Path file) {
    Path folder = file.getParent();
    Path name = file.getFileName();
    return (folder == null ? "" : folder.getFileName() + "/") + name;
  }
}
