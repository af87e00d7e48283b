package io.carob.rest.node;

import io.carob.api.node.DiskReserve;
import io.carob.rest.print.Human;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How full the disk of the root is.
 *
 * @param reason {@code DiskFull}, {@code DiskNearlyFull}, {@code DiskHasRoom} or {@code Unknown}
 * @param message the same in words, with the way out
 */
record DiskState(String reason, String message) {

  private static final long MOST_WANTED = 1L << 30;
  private static final String WAY_OUT =
      "; free some space: carob df shows what takes how much, carob delete and carob image rm work";

  static DiskState of(Path root) {
    DiskReserve reserve = new DiskReserve(root);
    try {
      FileStore disk = Files.getFileStore(root);
      return of(disk.getUsableSpace(), disk.getTotalSpace(), !reserve.keep() && reserve.isShort());
    } catch (IOException e) {
      return new DiskState("Unknown", "how full the disk is cannot be told: " + e.getMessage());
    }
  }

  /** Full without space for the reserve; nearly so below a tenth, or 1 GiB where that is less. */
  static DiskState of(long usable, long total, boolean reserveShort) {
    String left = Human.size(usable) + " of " + Human.size(total) + " available";
    if (reserveShort || usable < DiskReserve.SIZE / 2) {
      return new DiskState("DiskFull", "full, " + left + WAY_OUT);
    }
    if (usable < Math.min(MOST_WANTED, total / 10)) {
      return new DiskState("DiskNearlyFull", "nearly full, " + left + WAY_OUT);
    }
    return new DiskState("DiskHasRoom", left);
  }

  boolean pressure() {
    return reason.equals("DiskFull") || reason.equals("DiskNearlyFull");
  }

  /** As a condition of a node in Kubernetes' form. */
  Map<String, Object> condition() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "DiskPressure");
    json.put("status", reason.equals("Unknown") ? "Unknown" : pressure() ? "True" : "False");
    json.put("reason", reason);
    json.put("message", message);
    return json;
  }
}
