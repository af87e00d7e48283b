package io.carob.image.store.meta;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.Usage;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.meta.Edit.PutDropped;
import io.carob.image.store.meta.Edit.PutImage;
import io.carob.image.store.meta.Edit.PutName;
import io.carob.image.store.meta.Edit.PutSnapshot;
import io.carob.image.store.meta.Edit.PutUse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads all rows, once, at the start. */
final class RowReader {

  private RowReader() {}

  static State read(Connection connection, Path file, Clock clock) throws SQLException {
    State state = new State(clock).draft();
    try (Statement sql = connection.createStatement()) {
      readSnapshots(sql, state);
      readImages(sql, readLayers(sql), state);
      readNames(sql, state);
      readUses(sql, state);
    } catch (JsonProcessingException | RuntimeException e) {
      // A value that its own type refuses: the file is no longer what was written.
      throw new CarobException(
          ErrorCode.DATA_LOSS, SqlErrors.corruptMessage(file, String.valueOf(e.getMessage())), e);
    }
    return state;
  }

  private static void readSnapshots(Statement sql, State state)
      throws SQLException, JsonProcessingException {
    try (ResultSet row = sql.executeQuery("SELECT * FROM image_store_snapshots")) {
      while (row.next()) {
        state.apply(
            new PutSnapshot(
                new SnapshotRow(
                    new SnapshotId(row.getString("driver"), new SnapshotKey(row.getString("name"))),
                    row.getLong("place"),
                    SnapshotKind.valueOf(row.getString("kind")),
                    Optional.ofNullable(row.getString("parent")).map(SnapshotKey::new),
                    Json.labels(row.getString("labels")),
                    Instant.parse(row.getString("created")),
                    Instant.parse(row.getString("updated")),
                    usage(row),
                    Optional.ofNullable(row.getString("unsynced_boot")),
                    Optional.ofNullable(row.getString("commit_mark")).map(CommitMark::parse))));
      }
    }
  }

  private static Optional<Usage> usage(ResultSet row) throws SQLException {
    Usage usage = new Usage(row.getLong("bytes"), row.getLong("inodes"));
    return row.wasNull() ? Optional.empty() : Optional.of(usage);
  }

  private static Map<Digest, List<LayerInfo>> readLayers(Statement sql) throws SQLException {
    Map<Digest, List<LayerInfo>> layers = new HashMap<>();
    try (ResultSet row =
        sql.executeQuery("SELECT * FROM image_store_layers ORDER BY image, position")) {
      while (row.next()) {
        layers
            .computeIfAbsent(Digest.parse(row.getString("image")), image -> new ArrayList<>())
            .add(
                new LayerInfo(
                    DiffId.parse(row.getString("diff_id")),
                    ChainId.parse(row.getString("chain_id")),
                    Digest.parse(row.getString("blob")),
                    row.getString("media_type"),
                    row.getLong("size")));
      }
    }
    return layers;
  }

  private static void readImages(Statement sql, Map<Digest, List<LayerInfo>> layers, State state)
      throws SQLException, JsonProcessingException {
    try (ResultSet row = sql.executeQuery("SELECT * FROM image_store_images")) {
      while (row.next()) {
        Digest id = Digest.parse(row.getString("id"));
        state.apply(
            new PutImage(
                new ImageRow(
                    id,
                    Digest.parse(row.getString("manifest")),
                    new Platform(
                        row.getString("os"),
                        row.getString("architecture"),
                        row.getString("variant")),
                    Optional.ofNullable(row.getString("created")).map(Instant::parse),
                    layers.getOrDefault(id, List.of()),
                    Json.config(row.getString("config")))));
      }
    }
  }

  private static void readNames(Statement sql, State state) throws SQLException {
    try (ResultSet row = sql.executeQuery("SELECT * FROM image_store_names")) {
      while (row.next()) {
        state.apply(
            new PutName(
                ImageReference.parse(row.getString("name")), Digest.parse(row.getString("image"))));
      }
    }
  }

  private static void readUses(Statement sql, State state)
      throws SQLException, JsonProcessingException {
    try (ResultSet row = sql.executeQuery("SELECT * FROM image_store_uses")) {
      while (row.next()) {
        state.apply(
            new PutUse(
                new ImageUse(
                    Digest.parse(row.getString("image")),
                    Instant.parse(row.getString("added")),
                    Instant.parse(row.getString("used")),
                    Json.labels(row.getString("labels")))));
      }
    }
    try (ResultSet row = sql.executeQuery("SELECT * FROM image_store_dropped")) {
      while (row.next()) {
        state.apply(
            new PutDropped(
                Digest.parse(row.getString("blob")), Instant.parse(row.getString("dropped"))));
      }
    }
  }
}
