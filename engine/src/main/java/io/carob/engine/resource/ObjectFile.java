package io.carob.engine.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.DiskReserve;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The tables of the engine in the node's SQLite file, through one connection of their own. */
final class ObjectFile implements AutoCloseable {

  private static final int SCHEMA = 1;

  /** Not made where there is no resource yet, whose start it would hold up. */
  private static final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();
  }

  private final Path path;
  private final Connection connection;

  private ObjectFile(Path path, Connection connection) {
    this.path = path;
    this.connection = connection;
  }

  static ObjectFile open(Path path) {
    makePrivate(path);
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setBusyTimeout(30_000);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + path);
    try {
      Connection connection = source.getConnection();
      ObjectFile file = new ObjectFile(path, connection);
      try {
        file.ensureSchema();
        return file;
      } catch (SQLException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (SQLException e) {
      throw error(path, "opening", e);
    }
  }

  /** Pods' variables and config maps lie in here: nobody but root reads them. */
  private static void makePrivate(Path path) {
    var own = PosixFilePermissions.fromString("rw-------");
    try {
      if (!Files.exists(path)) {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(own));
      }
      for (String suffix : List.of("", "-wal", "-shm")) {
        Path file = path.resolveSibling(path.getFileName() + suffix);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.setPosixFilePermissions(file, own);
        }
      }
    } catch (FileAlreadyExistsException e) {
      makePrivate(path); // made by another part of the service meanwhile
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "closing " + path + " to others failed: " + e, e);
    }
  }

  List<StoredObject> objects() {
    List<StoredObject> out = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT json FROM engine_objects")) {
      while (rows.next()) {
        out.add(StoredObject.of(parse(rows.getString(1))));
      }
      return out;
    } catch (SQLException e) {
      throw error(path, "reading the resources", e);
    }
  }

  Map<String, ObjectNode> states() {
    Map<String, ObjectNode> out = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT uid, json FROM engine_pod_states")) {
      while (rows.next()) {
        out.put(rows.getString(1), parse(rows.getString(2)));
      }
      return out;
    } catch (SQLException e) {
      throw error(path, "reading the state of pods", e);
    }
  }

  /** Makes all changes or none; a full disk is {@code RESOURCE_EXHAUSTED}. */
  void write(boolean survivesPowerLoss, List<Change> changes) {
    try {
      transact(survivesPowerLoss, changes);
    } catch (CarobException e) {
      if (e.code() != ErrorCode.RESOURCE_EXHAUSTED || !rewind()) {
        throw e;
      }
      transact(survivesPowerLoss, changes);
    }
  }

  /** Brings the log's pages into the file, so that the log's own space serves again. */
  private boolean rewind() {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("PRAGMA wal_checkpoint(RESTART)")) {
      return answer.next() && answer.getInt(1) == 0;
    } catch (SQLException e) {
      return false; // the file may have to grow for that, too
    }
  }

  private void transact(boolean survivesPowerLoss, List<Change> changes) {
    try {
      run("PRAGMA synchronous = " + (survivesPowerLoss ? "FULL" : "NORMAL"));
      run("BEGIN IMMEDIATE");
      try {
        for (Change change : changes) {
          write(change);
        }
        run("COMMIT");
      } catch (SQLException | RuntimeException e) {
        rollBackAfter(e);
        throw e;
      }
    } catch (SQLException e) {
      throw error(path, "recording a change", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw error(path, "closing", e);
    }
  }

  private void write(Change change) throws SQLException {
    if (change instanceof Change.Put put) {
      StoredObject object = put.object();
      run(
          "INSERT INTO engine_objects (kind, namespace, name, uid, json) VALUES (?, ?, ?, ?, ?)"
              + " ON CONFLICT (kind, namespace, name) DO UPDATE SET uid = excluded.uid,"
              + " json = excluded.json",
          object.key().kind(),
          object.key().namespace(),
          object.key().name(),
          object.uid(),
          object.tree().toString());
    } else if (change instanceof Change.Drop drop) {
      run(
          "DELETE FROM engine_objects WHERE kind = ? AND namespace = ? AND name = ?",
          drop.key().kind(),
          drop.key().namespace(),
          drop.key().name());
    } else if (change instanceof Change.PutState put) {
      run(
          "INSERT INTO engine_pod_states (uid, json) VALUES (?, ?)"
              + " ON CONFLICT (uid) DO UPDATE SET json = excluded.json",
          put.podUid(),
          put.state().toString());
    } else if (change instanceof Change.DropState drop) {
      run("DELETE FROM engine_pod_states WHERE uid = ?", drop.podUid());
    }
  }

  private void ensureSchema() throws SQLException {
    run("CREATE TABLE IF NOT EXISTS engine_schema (version INTEGER NOT NULL)");
    run(
        "CREATE TABLE IF NOT EXISTS engine_objects (kind TEXT NOT NULL, namespace TEXT NOT NULL,"
            + " name TEXT NOT NULL, uid TEXT NOT NULL, json TEXT NOT NULL,"
            + " PRIMARY KEY (kind, namespace, name))");
    run(
        "CREATE TABLE IF NOT EXISTS engine_pod_states"
            + " (uid TEXT NOT NULL PRIMARY KEY, json TEXT NOT NULL)");
    run(
        "INSERT INTO engine_schema (version) SELECT "
            + SCHEMA
            + " WHERE NOT EXISTS (SELECT 1 FROM engine_schema)");
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT max(version) FROM engine_schema")) {
      if (rows.next() && rows.getInt(1) > SCHEMA) {
        throw new CarobException(
            ErrorCode.FAILED_PRECONDITION,
            path
                + " was written by a newer Carob (schema "
                + rows.getInt(1)
                + ", this one knows "
                + SCHEMA
                + "); start that one, or another root");
      }
    }
  }

  private void run(String sql, String... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  private void rollBackAfter(Exception first) {
    try {
      run("ROLLBACK");
    } catch (SQLException e) {
      first.addSuppressed(e);
    }
  }

  private ObjectNode parse(String json) {
    try {
      if (Json.MAPPER.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new CarobException(ErrorCode.DATA_LOSS, path + ": a record is not JSON", e);
    }
    throw new CarobException(ErrorCode.DATA_LOSS, path + ": a record is no JSON object");
  }

  private static Path folder(Path path) {
    return Objects.requireNonNull(path.toAbsolutePath().getParent());
  }

  private static CarobException error(Path path, String doing, SQLException e) {
    ErrorCode code = ErrorCode.INTERNAL;
    if (e instanceof SQLiteException sqlite) {
      if (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL
          || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
        return new DiskReserve(folder(path)).full(doing + " in " + path, e);
      }
      if (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT
          || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB) {
        code = ErrorCode.DATA_LOSS;
      }
    }
    return new CarobException(code, doing + " in " + path + " failed: " + e.getMessage(), e);
  }
}
