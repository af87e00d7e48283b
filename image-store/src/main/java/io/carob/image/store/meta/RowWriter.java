package io.carob.image.store.meta;

import io.carob.api.Usage;
import io.carob.api.image.LayerInfo;
import io.carob.image.store.meta.Edit.DropDropped;
import io.carob.image.store.meta.Edit.DropImage;
import io.carob.image.store.meta.Edit.DropName;
import io.carob.image.store.meta.Edit.DropSnapshot;
import io.carob.image.store.meta.Edit.PutDropped;
import io.carob.image.store.meta.Edit.PutImage;
import io.carob.image.store.meta.Edit.PutName;
import io.carob.image.store.meta.Edit.PutSnapshot;
import io.carob.image.store.meta.Edit.PutUse;
import io.carob.image.store.meta.Edit.ReservePlaces;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes edits as SQL, in the transaction that is open. Statements are prepared once. */
final class RowWriter {

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  RowWriter(Connection connection) {
    this.connection = connection;
  }

  void write(Edit edit) throws SQLException {
    if (edit instanceof PutSnapshot put) {
      putSnapshot(put.row());
    } else if (edit instanceof DropSnapshot drop) {
      run(
          "DELETE FROM image_store_snapshots WHERE driver = ? AND name = ?",
          drop.id().driver(),
          drop.id().key());
    } else if (edit instanceof PutImage put) {
      putImage(put.row());
    } else if (edit instanceof DropImage drop) {
      run("DELETE FROM image_store_layers WHERE image = ?", drop.id());
      run("DELETE FROM image_store_images WHERE id = ?", drop.id());
      run("DELETE FROM image_store_uses WHERE image = ?", drop.id());
    } else if (edit instanceof PutName put) {
      run("INSERT OR REPLACE INTO image_store_names VALUES (?, ?)", put.name(), put.image());
    } else if (edit instanceof DropName drop) {
      run("DELETE FROM image_store_names WHERE name = ?", drop.name());
    } else if (edit instanceof PutUse put) {
      ImageUse use = put.use();
      run(
          "INSERT OR REPLACE INTO image_store_uses VALUES (?, ?, ?, ?)",
          use.image(),
          use.added(),
          use.used(),
          Json.labels(use.labels()));
    } else if (edit instanceof PutDropped put) {
      run("INSERT OR REPLACE INTO image_store_dropped VALUES (?, ?)", put.blob(), put.when());
    } else if (edit instanceof DropDropped drop) {
      run("DELETE FROM image_store_dropped WHERE blob = ?", drop.blob());
    } else if (edit instanceof ReservePlaces reserve) {
      run("UPDATE image_store_ids SET next = ?", reserve.next());
    }
  }

  private void putSnapshot(SnapshotRow row) throws SQLException {
    run(
        "INSERT OR REPLACE INTO image_store_snapshots (driver, name, place, kind, parent, labels,"
            + " created, updated, bytes, inodes, unsynced_boot, commit_mark)"
            + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        row.id().driver(),
        row.id().key(),
        row.place(),
        row.kind(),
        row.parent().orElse(null),
        Json.labels(row.labels()),
        row.created(),
        row.updated(),
        row.usage().map(Usage::bytes).orElse(null),
        row.usage().map(Usage::inodes).orElse(null),
        row.unsyncedBoot().orElse(null),
        row.commitMark().orElse(null));
  }

  private void putImage(ImageRow row) throws SQLException {
    run(
        "INSERT OR REPLACE INTO image_store_images (id, manifest, os, architecture, variant,"
            + " created, config) VALUES (?,?,?,?,?,?,?)",
        row.id(),
        row.manifest(),
        row.platform().os(),
        row.platform().architecture(),
        row.platform().variant(),
        row.created().map(Instant::toString).orElse(null),
        Json.config(row.config()));
    run("DELETE FROM image_store_layers WHERE image = ?", row.id());
    List<LayerInfo> layers = row.layers();
    for (int position = 0; position < layers.size(); position++) {
      LayerInfo layer = layers.get(position);
      run(
          "INSERT INTO image_store_layers (image, position, diff_id, chain_id, blob, media_type,"
              + " size) VALUES (?,?,?,?,?,?,?)",
          row.id(),
          position,
          layer.diffId(),
          layer.chainId(),
          layer.blob(),
          layer.mediaType(),
          layer.size());
    }
  }

  private void run(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value == null || value instanceof Number) {
        statement.setObject(i + 1, value);
      } else {
        statement.setString(i + 1, value.toString());
      }
    }
    statement.executeUpdate();
  }
}
