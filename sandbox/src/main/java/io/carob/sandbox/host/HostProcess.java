package io.carob.sandbox.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process, for good: a pid alone may be given to another process later.
 *
 * @param pid its number on the host
 * @param startTime when it began, in clock ticks since boot
 * @param bootId the boot in which it lives
 */
public record HostProcess(long pid, long startTime, String bootId) {

  private static final String BOOT_ID = boot();

  /** Fields of {@code /proc/<pid>/stat} after the name in brackets. */
  private static final int STATE = 0;

  private static final int START_TIME = 19;

  /** The process that has this pid now; empty when there is none, or it has ended. */
  public static Optional<HostProcess> of(long pid) {
    return stat(pid)
        .filter(fields -> !ended(fields))
        .map(fields -> new HostProcess(pid, Long.parseLong(fields[START_TIME]), BOOT_ID));
  }

  /** Reads what {@link #write} wrote; empty when the field is not there. */
  public static Optional<HostProcess> read(JsonNode parent, String field) {
    JsonNode node = parent.path(field);
    return node.isObject()
        ? Optional.of(
            new HostProcess(
                node.path("pid").asLong(),
                node.path("startTime").asLong(),
                node.path("bootId").asText()))
        : Optional.empty();
  }

  /** Writes this into a document. */
  public void write(ObjectNode parent, String field) {
    parent.putObject(field).put("pid", pid).put("startTime", startTime).put("bootId", bootId);
  }

  /** Whether it still runs; one that has ended and waits for its parent does not. */
  public boolean alive() {
    return bootId.equals(BOOT_ID)
        && stat(pid)
            .filter(fields -> !ended(fields))
            .map(fields -> Long.parseLong(fields[START_TIME]) == startTime)
            .orElse(false);
  }

  private static boolean ended(String[] fields) {
    return fields[STATE].equals("Z") || fields[STATE].equals("X");
  }

  private static Optional<String[]> stat(long pid) {
    try {
      String text = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return Optional.of(text.substring(text.lastIndexOf(')') + 2).split(" "));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static String boot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "the boot id of this host cannot be read", e);
    }
  }
}
