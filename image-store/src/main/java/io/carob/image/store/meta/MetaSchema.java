package io.carob.image.store.meta;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of this module and their version. */
final class MetaSchema {

  /** The version that this code reads and writes. */
  static final int VERSION = 3;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE image_store_ids (next INTEGER NOT NULL)",
          "INSERT INTO image_store_ids VALUES (1)",
          "CREATE TABLE image_store_snapshots (driver TEXT NOT NULL, name TEXT NOT NULL,"
              + " place INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL, parent TEXT,"
              + " labels TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL,"
              + " bytes INTEGER, inodes INTEGER, unsynced_boot TEXT,"
              + " PRIMARY KEY (driver, name)) WITHOUT ROWID",
          "CREATE TABLE image_store_images (id TEXT PRIMARY KEY, manifest TEXT NOT NULL,"
              + " os TEXT NOT NULL, architecture TEXT NOT NULL, variant TEXT NOT NULL,"
              + " created TEXT, config TEXT NOT NULL) WITHOUT ROWID",
          "CREATE TABLE image_store_layers (image TEXT NOT NULL, position INTEGER NOT NULL,"
              + " diff_id TEXT NOT NULL, chain_id TEXT NOT NULL, blob TEXT NOT NULL,"
              + " media_type TEXT NOT NULL, size INTEGER NOT NULL,"
              + " PRIMARY KEY (image, position)) WITHOUT ROWID",
          "CREATE TABLE image_store_names (name TEXT PRIMARY KEY, image TEXT NOT NULL)"
              + " WITHOUT ROWID");

  private static final List<String> SINCE_2 =
      List.of(
          "CREATE TABLE image_store_uses (image TEXT PRIMARY KEY, added TEXT NOT NULL,"
              + " used TEXT NOT NULL, labels TEXT NOT NULL) WITHOUT ROWID",
          "CREATE TABLE image_store_dropped (blob TEXT PRIMARY KEY, dropped TEXT NOT NULL)"
              + " WITHOUT ROWID",
          "INSERT INTO image_store_uses SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),"
              + " strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), '{}' FROM image_store_images");

  private static final List<String> SINCE_3 =
      List.of("ALTER TABLE image_store_snapshots ADD COLUMN commit_mark TEXT");

  private MetaSchema() {}

  /** Makes the tables that are not there, and refuses tables of a later version. */
  static void ensure(Connection connection, Path file) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE IF NOT EXISTS image_store_schema (version INTEGER NOT NULL)");
      int found = version(sql);
      if (found > VERSION) {
        throw new CarobException(
            ErrorCode.FAILED_PRECONDITION,
            "opening "
                + file
                + ": it was written by a later release (schema "
                + found
                + ", this release knows "
                + VERSION
                + "). Start that release again, or another root folder");
      }
      if (found == 0) {
        run(sql, TABLES, 1);
      }
      if (found < 2) {
        run(sql, SINCE_2, 2);
      }
      if (found < 3) {
        run(sql, SINCE_3, 3);
      }
    }
  }

  private static void run(Statement sql, List<String> statements, int version) throws SQLException {
    for (String statement : statements) {
      sql.execute(statement);
    }
    sql.execute("INSERT INTO image_store_schema VALUES (" + version + ")");
  }

  private static int version(Statement sql) throws SQLException {
    try (ResultSet rows = sql.executeQuery("SELECT max(version) FROM image_store_schema")) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }
}
