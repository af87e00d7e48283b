package io.carob.sandbox.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.process.Pids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One process, for good: a pid alone may be given to another process later.
 *
 * @param pid its number on the host
 * @param startTime when it began, in clock ticks since boot
 * @param bootId the boot in which it lives
 */
public record HostProcess(long pid, long startTime, String bootId) {

  private static final String BOOT_ID = boot();

  /** The process that has this pid now; empty when there is none, or it has ended. */
  public static Optional<HostProcess> of(long pid) {
    OptionalLong startTime = Pids.startTime(pid);
    return startTime.isPresent() && Pids.isAlive(pid, startTime.getAsLong())
        ? Optional.of(new HostProcess(pid, startTime.getAsLong(), BOOT_ID))
        : Optional.empty();
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
    return ofThisBoot() && Pids.isAlive(pid, startTime);
  }

  /** Whether it is of the boot that goes on now; of another one, nothing lives. */
  public boolean ofThisBoot() {
    return bootId.equals(BOOT_ID);
  }

  private static String boot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "the boot id of this host cannot be read", e);
    }
  }
}
