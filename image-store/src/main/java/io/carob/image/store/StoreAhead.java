package io.carob.image.store;

import io.carob.image.store.tar.Decompression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.osgi.annotation.bundle.Header;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * What opening the store waits for and nobody can hurry, done ahead by the launcher: native code
 * that is unpacked and loaded, and SQLite's classes.
 */
@Header(name = "Carob-Ahead", value = "${@class}")
public final class StoreAhead implements Consumer<Path> {

  private static final String FOLDER = "org.sqlite.tmpdir";
  private static final String UNPACKED = "org.sqlite.lib.path";

  /** Made by the launcher. */
  public StoreAhead() {}

  @Override
  public void accept(Path root) {
    try {
      unpack();
      SQLiteJDBCLoader.initialize();
      useOnce();
    } catch (Exception e) {
      // opening the store comes to it, and tells
    } finally {
      System.clearProperty(UNPACKED); // another version of SQLite has another library
    }
    Decompression.load();
  }

  /** A file of the store is opened by the same classes. */
  private static void useOnce() throws SQLException {
    SQLiteDataSource source = new SQLiteDataSource(new SQLiteConfig());
    source.setUrl("jdbc:sqlite::memory:");
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement("PRAGMA user_version");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
    }
  }

  /**
   * Unpacks SQLite's library into the folder that the launcher made for native code. SQLite's own
   * loader reads back, byte by byte, what it has unpacked; one that it finds it takes as it is.
   */
  private static void unpack() throws IOException {
    String folder = System.getProperty(FOLDER);
    if (folder == null || System.getProperty(UNPACKED) != null) {
      return;
    }
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (in != null) {
        Path library = Path.of(folder, name);
        library.toFile().deleteOnExit();
        Files.copy(in, library);
        System.setProperty(UNPACKED, folder);
      }
    }
  }
}
