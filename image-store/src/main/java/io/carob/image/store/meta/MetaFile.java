package io.carob.image.store.meta;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.DiskReserve;
import io.carob.image.store.fault.DiskErrors;
import io.carob.image.store.fault.Faults;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * The SQLite file and its one connection. After {@link #open}, one thread at a time uses it: who
 * leads in {@link GroupWriter}.
 */
final class MetaFile implements AutoCloseable {

  private final Path path;
  private final Connection connection;
  private final RowWriter rows;
  private final DiskReserve reserve;
  private final Faults faults;
  private final State initial;
  private final long nextPlace;
  private volatile boolean doubtful;

  private MetaFile(Path path, Connection connection, Faults faults, Clock clock)
      throws SQLException {
    this.path = path;
    this.faults = faults;
    this.reserve = reserve(path);
    this.connection = connection;
    check(connection, path);
    connection.setAutoCommit(false);
    MetaSchema.ensure(connection, path);
    connection.commit();
    this.initial = RowReader.read(connection, path, clock);
    this.nextPlace = readNextPlace(connection, path);
    connection.commit();
    this.rows = new RowWriter(connection);
  }

  static MetaFile open(Path path, Faults faults, Clock clock) {
    return reserve(path).spend(() -> openOnce(path, faults, clock));
  }

  private static DiskReserve reserve(Path path) {
    return new DiskReserve(Objects.requireNonNull(path.toAbsolutePath().getParent()));
  }

  private static MetaFile openOnce(Path path, Faults faults, Clock clock) {
    makePrivate(path);
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    // In WAL mode a commit that returned survives the death of the process without a sync.
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setBusyTimeout(5_000);
    config.setGetGeneratedKeys(false); // else each insert is followed by a query for its number
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + path);
    try {
      Connection connection = source.getConnection();
      try {
        return new MetaFile(path, connection, faults, clock);
      } catch (SQLException | RuntimeException e) {
        closeAfter(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw SqlErrors.of(path, "opening the record of images and snapshots", e);
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
      throw DiskErrors.of("closing " + path + " to others", e);
    }
  }

  State initial() {
    return initial;
  }

  long nextPlace() {
    return nextPlace;
  }

  /**
   * Writes all edits in one transaction, or none. On a full disk all but new images and names are
   * written with the space that is reserved for letting things go.
   */
  void write(List<Edit> edits) {
    boolean grows =
        edits.stream().anyMatch(e -> e instanceof Edit.PutImage || e instanceof Edit.PutName);
    if (grows) {
      transact(edits);
    } else {
      reserve.spend(
          () -> {
            transact(edits);
            return true;
          });
    }
  }

  private void transact(List<Edit> edits) {
    try {
      try {
        for (Edit edit : edits) {
          rows.write(edit);
        }
        faults.at("meta.commit");
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        rollbackAfter(e);
        throw e;
      }
      faults.at("meta.committed");
    } catch (SQLException e) {
      throw SqlErrors.of(path, "recording a change", e);
    }
  }

  /**
   * Has the log brought to the disk by {@code how}. What is no longer in the log has been synced by
   * SQLite. After a failure the kernel takes what it could not write for written: then nothing is
   * brought behind it before all of the log is in the file itself.
   */
  void bring(Consumer<Path> how) {
    if (doubtful) {
      emptyLog();
    }
    Path log = path.resolveSibling(path.getFileName() + "-wal");
    try {
      faults.call("record.sync");
      how.accept(log);
    } catch (IOException e) {
      doubtful = true;
      throw DiskErrors.of("syncing " + log, e);
    } catch (CarobException e) {
      if (e.code() != ErrorCode.NOT_FOUND) { // nothing is written yet
        doubtful = true;
        throw e;
      }
    }
  }

  /** Raises {@code DATA_LOSS} when somebody's bringing has failed since. */
  void requireSound() {
    if (doubtful) {
      throw new CarobException(
          ErrorCode.DATA_LOSS,
          "syncing the log of " + path + " failed for another call; see dmesg");
    }
  }

  /** Has SQLite read the log, from the kernel's memory, and sync the file with it. */
  private synchronized void emptyLog() {
    if (!doubtful) {
      return;
    }
    try (Connection second = source(path, false).getConnection();
        Statement sql = second.createStatement();
        ResultSet row = sql.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      if (!row.next() || row.getInt(1) != 0) {
        throw new CarobException(
            ErrorCode.UNAVAILABLE,
            "the log of "
                + path
                + " must be emptied after a failure of the disk, and is in use;"
                + " try again");
      }
      doubtful = false;
    } catch (SQLException e) {
      throw SqlErrors.of(path, "emptying the log", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw SqlErrors.of(path, "closing the record of images and snapshots", e);
    }
  }

  private void rollbackAfter(Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
      beginAfter(failure);
    }
  }

  /** SQLite itself rolls back on a full disk; the driver's connection then begins no new one. */
  private void beginAfter(Exception failure) {
    try (Statement sql = connection.createStatement()) {
      sql.execute("BEGIN");
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private static void closeAfter(Connection connection, Exception failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private static void check(Connection connection, Path path) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("PRAGMA quick_check(1)")) {
      String answer = row.next() ? row.getString(1) : "no answer from the check";
      if (!answer.equals("ok")) {
        throw new CarobException(ErrorCode.DATA_LOSS, SqlErrors.corruptMessage(path, answer));
      }
    }
  }

  /** Checks the whole file over a connection of its own. */
  static Optional<String> damage(Path path) {
    try (Connection connection = source(path, true).getConnection();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("PRAGMA integrity_check(1)")) {
      String answer = row.next() ? row.getString(1) : "no answer from the check";
      return answer.equals("ok") ? Optional.empty() : Optional.of(answer);
    } catch (SQLException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static SQLiteDataSource source(Path path, boolean readOnly) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setBusyTimeout(5_000);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + path);
    return source;
  }

  private static long readNextPlace(Connection connection, Path path) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT next FROM image_store_ids")) {
      if (row.next()) {
        return row.getLong(1);
      }
      throw new CarobException(
          ErrorCode.DATA_LOSS, SqlErrors.corruptMessage(path, "image_store_ids is empty"));
    }
  }
}
