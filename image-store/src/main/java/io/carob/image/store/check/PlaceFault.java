package io.carob.image.store.check;

import io.carob.api.Usage;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.snapshot.PlaceCheck.Fault;
import io.carob.image.store.snapshot.PlaceCheck.Rule;
import java.util.Optional;

/**
 * A broken rule of places and rows, in words.
 *
 * @param rule the rule's name
 * @param subject the thing
 * @param found what is wrong
 * @param action what mends it
 * @param mendable whether that can be done without asking
 * @param kind which rule
 * @param fault the fault
 * @param size the true size of a snapshot whose kept one is wrong
 */
public record PlaceFault(
    String rule,
    String subject,
    String found,
    String action,
    boolean mendable,
    Rule kind,
    Fault fault,
    Optional<Usage> size) {

  /** In the words for a running service. */
  static PlaceFault of(Fault fault) {
    String row = fault.row().map(SnapshotRow::id).map(Object::toString).orElse("");
    return switch (fault.rule()) {
      case FOREIGN ->
          words(fault, "place", fault.path(), "it is no place", "look at it and remove it", false);
      case NO_ROW ->
          words(fault, "place", fault.path(), "no row names it", "move it to the trash", true);
      case NO_PLACE ->
          words(
              fault,
              "snapshot place",
              "snapshot " + row,
              "its folder " + fault.path() + " is gone",
              "forget it; an image's layer is unpacked again from its blob",
              true);
      case NO_IMAGE ->
          words(
              fault,
              "snapshot size limit",
              "snapshot " + row,
              "the image " + fault.path() + " that holds it is gone",
              "what it held is lost; remove the snapshot, or the pod that it is of",
              false);
      case UNSYNCED ->
          words(
              fault,
              "snapshot durable",
              "snapshot " + row,
              "its files may not have reached the disk before the machine went down",
              "the next start discards it and unpacks it again",
              false);
      case PARENT ->
          words(
              fault,
              "snapshot parent",
              "snapshot " + row,
              "what it stands on is not there or not committed: "
                  + fault.row().flatMap(SnapshotRow::parent).map(Object::toString).orElse(""),
              "unpack the image again that has it; otherwise remove the snapshot",
              true);
      case NO_SIZE ->
          words(fault, "snapshot size", "snapshot " + row, "its size is not kept", "measure", true);
    };
  }

  /** A committed snapshot that takes something else than is kept. */
  static PlaceFault size(Fault fault, Usage kept, Usage found) {
    SnapshotRow row = fault.row().orElseThrow();
    return new PlaceFault(
        "snapshot size",
        "snapshot " + row.id(),
        "it takes " + found.bytes() + " bytes on disk, and " + kept.bytes() + " are recorded",
        "record what was measured",
        true,
        Rule.NO_SIZE,
        fault,
        Optional.of(found));
  }

  private static PlaceFault words(
      Fault fault, String rule, Object subject, String found, String action, boolean mendable) {
    return new PlaceFault(
        rule, subject.toString(), found, action, mendable, fault.rule(), fault, Optional.empty());
  }
}
