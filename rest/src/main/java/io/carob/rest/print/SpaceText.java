package io.carob.rest.print;

import io.carob.rest.node.SpaceUses.Row;
import java.util.List;

/** The report of sizes as a table. */
public final class SpaceText {

  private SpaceText() {}

  /** The rows. */
  public static String print(List<Row> rows) {
    Table table = new Table("", "TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE");
    for (Row row : rows) {
      String size = Human.size(row.bytes());
      table.row(
          row.type(),
          row.total(),
          row.active(),
          row.unknown() == 0 ? size : size + " (" + row.unknown() + " not measured)",
          Human.size(row.reclaimable()));
    }
    return table.print();
  }
}
